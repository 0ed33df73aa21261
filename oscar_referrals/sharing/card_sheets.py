"""Cards on sheets that are ready to cut, and inserts, as PDF. Needs the extra `pdf`."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from oscar_referrals.sharing.card_layout import (
    BOLD,
    CARD_HEIGHT,
    CARD_WIDTH,
    REGULAR,
    Layout,
)
from oscar_referrals.sharing.qr import draw_symbol

_POINTS = 72 / 25.4
_FONT, _BOLD_FONT = "ReferralCards", "ReferralCardsBold"
_MARK_LENGTH, _MARK_DISTANCE, _MARK_WIDTH = 4.0, 1.5, 0.1
#: Larger files wait on the disk while they are sent.
_KEPT_IN_MEMORY = 1_000_000
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, in millimeters, on which cards stand side by side in the middle."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def capacity(self) -> int:
        """How many cards are on it."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """Where the first column begins."""
        return (self.width - self.columns * CARD_WIDTH) / 2

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return (self.height - self.rows * CARD_HEIGHT) / 2


#: Letter lies on its side: upright it would leave no room for the marks above and below.
SHEETS = {
    "a4": Sheet(width=210, height=297, columns=2, rows=5),
    "letter": Sheet(width=279.4, height=215.9, columns=3, rows=3),
}


def write_sheets(layouts: Iterable[Layout], *, sheet: Sheet, title: str) -> IO[bytes]:
    """Return a file with all cards, so many on a sheet, each page with crop marks."""
    canvas, file = _open(title=title, width=sheet.width, height=sheet.height)
    for page in _pages(layouts, sheet.capacity):
        for place, layout in enumerate(page):
            row, column = divmod(place, sheet.columns)
            _draw(
                canvas,
                layout,
                left=sheet.left + column * CARD_WIDTH,
                top=sheet.top + row * CARD_HEIGHT,
                page_height=sheet.height,
            )
        _draw_crop_marks(canvas, sheet)
        canvas.showPage()
    return _close(canvas, file)


def write_archive(
    parts: Mapping[str, Iterable[Layout]], *, sheet: Sheet, title: str
) -> Iterator[bytes]:
    """Yield a ZIP archive, piece by piece, with one file of sheets per part, by name of the file.

    A file is drawn when its turn comes and forgotten when it is sent, so any number of cards
    takes the memory of one part.
    """
    from zipstream import ZipStream

    _register_fonts()
    archive = ZipStream()
    for name, layouts in parts.items():
        archive.add(_pieces(layouts, sheet=sheet, title=title), name)
    return iter(archive)


def _pieces(layouts: Iterable[Layout], *, sheet: Sheet, title: str) -> Iterator[bytes]:
    with write_sheets(layouts, sheet=sheet, title=title) as file:
        while piece := file.read(_PIECE):
            yield piece


def write_page(layout: Layout, *, title: str) -> IO[bytes]:
    """Return a file with one page that is exactly as large as the layout."""
    canvas, file = _open(title=title, width=layout.width, height=layout.height)
    _draw(canvas, layout, left=0, top=0, page_height=layout.height)
    canvas.showPage()
    return _close(canvas, file)


def _open(*, title: str, width: float, height: float) -> tuple[Any, IO[bytes]]:
    from reportlab.pdfgen.canvas import Canvas

    _register_fonts()
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - sent, then closed
    size = (width * _POINTS, height * _POINTS)
    canvas = Canvas(file, pagesize=size, pageCompression=1)
    canvas.setTitle(title)
    return canvas, file


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, path in ((_FONT, REGULAR), (_BOLD_FONT, BOLD)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(path)))


def _close(canvas: Any, file: IO[bytes]) -> IO[bytes]:
    canvas.save()
    file.seek(0)
    return file


def _pages(layouts: Iterable[Layout], capacity: int) -> Iterator[list[Layout]]:
    remaining = iter(layouts)
    while page := list(islice(remaining, capacity)):
        yield page


def _draw(canvas: Any, layout: Layout, *, left: float, top: float, page_height: float) -> None:
    """Draw one card. PDF counts upwards from the lower left corner, layouts downwards."""
    canvas.saveState()
    canvas.translate(left * _POINTS, (page_height - top) * _POINTS)
    for line in layout.lines:
        canvas.setFont(_BOLD_FONT if line.is_bold else _FONT, line.size * _POINTS)
        write = canvas.drawCentredString if line.is_centered else canvas.drawString
        write(line.x * _POINTS, -line.baseline * _POINTS, line.text)
    symbol = draw_symbol(layout.address)
    module = layout.qr_size / symbol.size * _POINTS
    canvas.translate(layout.qr_x * _POINTS, -layout.qr_y * _POINTS)
    canvas.scale(module, -module)
    stripes = (f"{column} {row} {length} 1 re" for column, row, length in symbol.stripes)
    canvas.addLiteral(" ".join((*stripes, "f")))
    canvas.restoreState()


def _draw_crop_marks(canvas: Any, sheet: Sheet) -> None:
    """Draw where to cut, outside of the cards: two short lines at each end of every cut."""
    canvas.setLineWidth(_MARK_WIDTH * _POINTS)
    right, bottom = sheet.width - sheet.left, sheet.height - sheet.top
    near, far = _MARK_DISTANCE, _MARK_DISTANCE + _MARK_LENGTH
    lines = []
    for column in range(sheet.columns + 1):
        x = sheet.left + column * CARD_WIDTH
        lines += [(x, sheet.top - far, x, sheet.top - near), (x, bottom + near, x, bottom + far)]
    for row in range(sheet.rows + 1):
        y = sheet.top + row * CARD_HEIGHT
        lines += [(sheet.left - far, y, sheet.left - near, y), (right + near, y, right + far, y)]
    for x1, y1, x2, y2 in lines:
        canvas.line(
            x1 * _POINTS,
            (sheet.height - y1) * _POINTS,
            x2 * _POINTS,
            (sheet.height - y2) * _POINTS,
        )
