"""The one way in which the story goes wrong."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from example_shop.story.browser import Page


class StoryFailed(Exception):
    """The shop did not do what the story says; `page` is what it showed, if it was a page."""

    def __init__(self, message: str, *, page: "Page | None" = None) -> None:
        super().__init__(message)
        self.page = page

    def explain(self, *, folder: Path) -> str:
        """Save the page in the shop's folder and return what is wrong, and where to read on."""
        lines = [str(self)]
        if self.page is not None:
            file = folder / "wrong-page.html"
            file.write_text(self.page.html, encoding="utf-8")
            lines.append(f"The page: {file}")
        log = folder / "server.log"
        if log.exists():
            lines.append(f"The server's log: {log}")
        return "\n".join(lines)
