"""Opens the pages of the scene in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.pictures.places import Place
from tests.pictures.scene import Scene
from tests.plugins.browser import open_page


@contextmanager
def look(*, browser: Any, address: str, viewport: dict[str, int]) -> Iterator[Any]:
    """Give a function that opens a place in the right reader's browser and returns the page."""
    with open_page(browser=browser, address=address, viewport=viewport) as page:

        def visit(place: Place, scene: Scene) -> Any:
            page.context.clear_cookies()
            session = scene.browsers[place.reader].cookies.get("sessionid")
            if session is not None:
                page.context.add_cookies(
                    [{"name": "sessionid", "value": session.value, "url": address}]
                )
            answer = page.goto(place.address.format_map(scene.values))
            is_refused = place.name.startswith("invitation-")
            assert answer.status == 200 or is_refused, f"{place.name}: {answer.status}"
            return page

        yield visit
