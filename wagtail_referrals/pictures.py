"""Draws the picture that a shared link shows where no editor has chosen one."""

import hashlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from oscar_referrals.conf import settings
from oscar_referrals.sharing.card_layout import FONTS

SIZE = (1200, 630)
_INK, _SOFT_INK, _PAPER, _CARD, _ACCENT = "#23262b", "#565c66", "#f6f4f0", "#ffffff", "#1f5f5b"
_MARGIN = 90
_LONGEST_LINE = SIZE[0] - 2 * _MARGIN - 60
# Our own font first; what it lacks, a font of the machine may have.
_FONTS = (str(FONTS / "DejaVuSans-Bold.ttf"), "DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf")
_Font = ImageFont.FreeTypeFont


def fingerprint(*texts: str) -> str:
    """Return a short text that changes with the words, so that old pictures are not shown again."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


@lru_cache(maxsize=64)
def draw_picture(name: str, headline: str, facts: str) -> bytes:
    """Return a PNG that says who invites to what, from the shop's name and the program's figures.

    A font that lacks a sign is not used: then the picture is a ticket without words.
    """
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((50, 50, SIZE[0] - 50, SIZE[1] - 50), radius=36, fill=_CARD)
    draw.rectangle((50, SIZE[1] - 150, SIZE[0] - 50, SIZE[1] - 146), fill=_PAPER)
    for side in (50, SIZE[0] - 50):
        draw.ellipse((side - 28, SIZE[1] - 176, side + 28, SIZE[1] - 120), fill=_PAPER)
    draw.rounded_rectangle((_MARGIN, 108, _MARGIN + 72, 116), radius=4, fill=_ACCENT)
    font = _find_font(name + headline + facts)
    if font is not None:
        _write(draw, name=name, headline=headline, facts=facts, font=font)
    file = BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _write(draw: ImageDraw.ImageDraw, *, name: str, headline: str, facts: str, font: _Font) -> None:
    lines, size = _fit(headline, font=font)
    top = 150 + (300 - len(lines) * size * 1.2) / 2
    for number, line in enumerate(lines):
        place = (_MARGIN, top + number * size * 1.2)
        draw.text(place, line, font=font.font_variant(size=size), fill=_INK)
    bottom = SIZE[1] - 98
    small = font.font_variant(size=30)
    draw.text((_MARGIN, bottom), _cut(name, font=small), font=small, fill=_ACCENT, anchor="lm")
    room = _LONGEST_LINE - int(small.getlength(_cut(name, font=small)))
    if facts and small.getlength(facts) <= room:
        place = (SIZE[0] - _MARGIN, bottom)
        draw.text(place, facts, font=small, fill=_SOFT_INK, anchor="rm")


def _fit(text: str, *, font: _Font) -> tuple[list[str], int]:
    """Return the text in at most three lines, as large as possible."""
    for size in (92, 80, 68, 56, 46):
        lines = _wrap(text, font=font.font_variant(size=size))
        if len(lines) <= 3:
            return lines, size
    return lines[:3], size


def _wrap(text: str, *, font: _Font) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= _LONGEST_LINE:
            lines[-1] = longer
        else:
            lines.append(_cut(word, font=font))
    return lines


def _cut(text: str, *, font: _Font) -> str:
    while text and font.getlength(text) > _LONGEST_LINE:
        text = text[:-1]
    return text


def _find_font(text: str) -> _Font | None:
    """Return the first font that has every sign of the text, None if there is none."""
    for name in filter(None, (settings.PICTURE_FONT, *_FONTS)):
        try:
            font = ImageFont.truetype(name, 40)
        except OSError:
            continue
        if _has_signs(font, text):
            return font
    return None


def _has_signs(font: _Font, text: str) -> bool:
    missing = _look(font, "\uffff")
    signs = {sign for sign in text if not sign.isspace()}
    return all(_look(font, sign) != missing for sign in signs)


def _look(font: _Font, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)
