"""Gives the tests a real browser at the width of a phone and of a desk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.plugins.availability import unavailable

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
#: What belongs to us on a page of the shop, and on a page of our own.
OURS = (
    "[class^='referral-']:not(body), [class*=' referral-'], [class^='invitation-'],"
    " [class*=' invitation-']"
)
#: Small enough to miss with a thumb. Links within a sentence are exempt, as in WCAG; a box to tick
#: is as large as its label.
THUMB = 43.9
#: What moves because somebody pressed something is meant to move.
NOTE_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().filter(entry => !entry.hadRecentInput)
    .forEach(entry => window.shifts.push([entry.value, entry.sources.map(source => source.node)]))
  ).observe({type: "layout-shift", buffered: true});
"""
ACCESSIBILITY = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that opens a page, so that a run can choose or leave them all."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window. The test is skipped, with the reason, where there is none."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        unavailable(reason=f"needs a browser: none of {', '.join(CHROMIUM)} is installed")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django takes it for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page 360 pixels wide, with the test's server as its base address."""
    with open_page(browser=browser, address=live_server.url, viewport=PHONE) as page:
        yield page


@pytest.fixture
def desktop(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page 1280 pixels wide, with the test's server as its base address."""
    with open_page(browser=browser, address=live_server.url, viewport=DESKTOP) as page:
        yield page


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Any, live_server: Any) -> Iterator[Any]:
    """The test runs twice: on a phone and at a desk."""
    with open_page(browser=browser, address=live_server.url, viewport=request.param) as page:
        yield page


@contextmanager
def open_page(
    *, browser: Any, address: str, viewport: dict[str, int], has_scripts: bool = True
) -> Iterator[Any]:
    """Open a page with cookies of its own.

    Whatever the page asks of another server is refused and fails the test, and so does an error
    in its scripts.
    """
    context = browser.new_context(
        base_url=address,
        viewport=viewport,
        locale="en-US",
        java_script_enabled=has_scripts,
        # Colors that are changing are not the ones that people read.
        reduced_motion="reduce",
    )
    context.add_init_script(NOTE_SHIFTS)
    complaints: list[str] = []

    def stay_home(route: Any) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            complaints.append(f"asked another server: {route.request.url}")
            route.abort()

    context.route("http*://**/*", stay_home)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    yield page
    context.close()
    assert complaints == []


def accessibility_violations(page: Any, inside: str = "html") -> list[str]:
    """Return what the page, or a part of it, does against WCAG 2.2 AA, as `rule: element` lines.

    It waits for the whole page: without its styles every link is too small.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()
    results = Axe().run(page, context=inside, options={"runOnly": list(ACCESSIBILITY)})
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Any) -> bool:
    """Tell whether the page is wider than the window."""
    wider: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wider


def small_targets(page: Any, inside: str = OURS) -> list[str]:
    """Return the buttons, fields and links of our own that a thumb would miss."""
    targets = "button, a, input:not([type=hidden]), select, textarea, summary"
    found: list[str] = page.evaluate(
        """([inside, targets, thumb]) => {
          const area = one => (
            ["checkbox", "radio"].includes(one.type) && one.labels[0]
              ? Math.max(one.labels[0].getBoundingClientRect().height, one.offsetHeight)
              : one.getBoundingClientRect().height
          );
          const isInText = one => (
            one.tagName === "A" && getComputedStyle(one).display === "inline"
          );
          return [...document.querySelectorAll(targets)]
            .filter(one => one.closest(inside) && one.checkVisibility({visibilityProperty: true}))
            .filter(one => !isInText(one) && area(one) < thumb)
            .map(one => `${Math.round(area(one))} px: ${one.outerHTML.slice(0, 160)}`);
        }""",
        [inside, targets, THUMB],
    )
    return found


def repeated_ids(page: Any, inside: str = OURS) -> list[str]:
    """Return the ids that our own elements share with others: a label would name the wrong one."""
    found: list[str] = page.evaluate(
        """inside => [...document.querySelectorAll("[id]")]
            .filter(one => one.closest(inside))
            .filter(one => document.querySelectorAll(`[id="${CSS.escape(one.id)}"]`).length > 1)
            .map(one => `repeated id: ${one.outerHTML.slice(0, 160)}`)""",
        inside,
    )
    return found


def shifted_blocks(page: Any, inside: str = OURS) -> list[str]:
    """Return which blocks of our own have moved while the page was loading."""
    found: list[str] = page.evaluate(
        """inside => window.shifts.flatMap(([value, nodes]) => nodes
            .map(node => node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)
            .filter(node => node?.closest(inside))
            .map(node => `moved by ${value.toFixed(4)}: ${node.outerHTML.slice(0, 160)}`))""",
        inside,
    )
    return found


#: Oscar's own: its basket's field has no label, pictures of products are links without words, its
#: upsell links differ from their text by color alone, and its menu puts a form into a list.
OSCARS_OWN = (
    'list: <ul class="navbar-nav">',
    'label: <input type="number" name="form-',
    'link-name: <a href="/shop/catalogue/',
    'link-in-text-block: <a href="/shop/offers/',
)


def barriers_in(page: Any, inside: str = OURS) -> list[str]:
    """Return whatever of ours, which is `inside`, keeps somebody from using the page.

    Where no scripts run, axe cannot either.
    """
    page.wait_for_load_state()
    barriers = small_targets(page, inside) + repeated_ids(page, inside)
    barriers += ["scrolls sideways"] * scrolls_sideways(page)
    if _has_scripts(page):
        barriers += accessibility_violations(page)
    return [barrier for barrier in barriers if not barrier.startswith(OSCARS_OWN)]


def faults_of(page: Any) -> list[str]:
    """Return what is in the way on a page, and what moves on it while it is loading."""
    return barriers_in(page) + (shifted_blocks(page) if _has_scripts(page) else [])


def _has_scripts(page: Any) -> bool:
    has_scripts: bool = page.evaluate("matchMedia('(scripting: enabled)').matches")
    return has_scripts
