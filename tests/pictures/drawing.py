"""Draws every page and every message; `python -m tests.pictures` runs it, `make test` does not."""

import io
from typing import Any

import pytest
from PIL import Image

from oscar_referrals.notify.kinds import MESSAGE_KINDS
from tests.architecture.tree import ROOT
from tests.pictures.letters import LETTERS, write
from tests.pictures.looking import look
from tests.pictures.places import CHAPTERS, Place
from tests.pictures.scene import Scene
from tests.plugins.browser import DESKTOP, PHONE, open_page

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = ROOT / "docs" / "pictures"
PAGE = ROOT / "docs" / "reference" / "pages.md"
COLORS = 48
#: No picture is longer, in pixels: what comes below is more of the same.
LONGEST = 2600
WIDTHS = (PHONE, DESKTOP)
#: How much higher than the window a part of the page is that scrolls by itself, as Wagtail's does.
SCROLLED_AWAY = """Math.max(...[...document.querySelectorAll("main, main *")]
  .filter(one => ["auto", "scroll"].includes(getComputedStyle(one).overflowY))
  .filter(one => one.clientHeight > innerHeight / 2)
  .map(one => one.scrollHeight - one.clientHeight), 0)"""
#: A browser paints a frame of another site only where the window shows it.
BELOW_A_FRAME = """document.querySelector("iframe")
  ? document.documentElement.scrollHeight - innerHeight : 0"""
LETTER = {"width": 600, "height": 400}
OPENING = """# Every page and every message, in pictures

`make pictures` draws them anew: the example shop after eighteen days, on a phone of 360 pixels and
in a window of 1280; messages at 360 and 600.
"""


def test_every_page_and_every_message_is_drawn(
    scene: Scene, browser: Any, live_server: Any
) -> None:
    """Draw into `docs/pictures/`, and write the page that shows it."""
    for old in FOLDER.glob("*.png"):
        old.unlink()
    places = [place for chapter in CHAPTERS.values() for place in chapter]
    for viewport in WIDTHS:
        with look(browser=browser, address=live_server.url, viewport=viewport) as visit:
            for place in places:
                draw(visit(place, scene), name=place.name)
    letters = {kind: write(kind, scene) for kind in MESSAGE_KINDS}
    for viewport in (PHONE, LETTER):
        with open_page(browser=browser, address=live_server.url, viewport=viewport) as page:
            for kind, letter in letters.items():
                page.set_content(letter.alternatives[0][0])
                draw(page, name=picture_of(kind))
    PAGE.write_text(describe({kind: letter.subject for kind, letter in letters.items()}))
    assert set(LETTERS) == set(MESSAGE_KINDS)


def draw(page: Any, *, name: str) -> None:
    """Keep a small picture of what the browser shows, as long as the page is."""
    page.wait_for_load_state("networkidle")
    window = dict(page.viewport_size)
    hidden = max(page.evaluate(SCROLLED_AWAY), page.evaluate(BELOW_A_FRAME))
    page.set_viewport_size(window | {"height": min(window["height"] + hidden, LONGEST)})
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))
    few_colors = picture.quantize(COLORS, dither=Image.Dither.NONE)
    few_colors.save(FOLDER / f"{name}-{window['width']}.png", optimize=True)
    page.set_viewport_size(window)


def picture_of(kind: str) -> str:
    """Return what the picture of a message is called."""
    return f"mail-{kind.removeprefix('referral_').replace('_', '-')}"


def describe(subjects: dict[str, str]) -> str:
    """Return the page that shows all of it."""
    parts = [OPENING]
    for title, places in CHAPTERS.items():
        parts += [f"## {title}\n", *map(_show_place, places)]
    parts.append("## Messages\n")
    for kind, subject in subjects.items():
        words = f"{MESSAGE_KINDS[kind].label}: “{subject}”"
        parts.append(_show(picture_of(kind), words, width=LETTER["width"]))
    return "\n".join(parts)


def _show_place(place: Place) -> str:
    return _show(place.name, place.words, width=DESKTOP["width"])


def _show(name: str, words: str, *, width: int) -> str:
    shown = ((PHONE["width"], 180), (width, 480))
    pictures = " ".join(
        f'<img src="../pictures/{name}-{wide}.png" width="{small}" alt="{wide} pixels wide">'
        for wide, small in shown
    )
    return f"{words}\n\n{pictures}\n"
