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
def open_page(*, browser: Any, address: str, viewport: dict[str, int]) -> Iterator[Any]:
    """Open a page with cookies of its own.

    Whatever the page asks of another server is refused and fails the test, and so does an error
    in its scripts.
    """
    context = browser.new_context(base_url=address, viewport=viewport, locale="en-US")
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


def accessibility_violations(page: Any) -> list[str]:
    """Return what the page does against WCAG 2.2 AA, as `rule: element` lines."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options={"runOnly": list(ACCESSIBILITY)})
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
