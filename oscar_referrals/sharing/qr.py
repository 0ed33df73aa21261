"""QR codes, as files and as the dark stripes of which a card draws its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import segno

#: A seventh of the symbol may be scratched or stained and it is still read.
_CORRECTION = "m"
#: So many modules around a symbol have to stay white.
QUIET_ZONE = 4
#: Trying all eight masks takes four times as long, and any of them is read.
_MASK_OF_CARDS = 3
_PNG_PIXELS_PER_MODULE = 16


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code of `size` by `size` modules. `stripes` are its dark runs: column, row, length."""

    size: int
    stripes: tuple[tuple[int, int, int], ...]


def draw_symbol(text: str) -> Symbol:
    """Return the QR code of a text, without the white around it; fast, for many cards."""
    matrix = _make(text, mask=_MASK_OF_CARDS).matrix
    stripes = (stripe for row, line in enumerate(matrix) for stripe in _dark_runs(line, row))
    return Symbol(size=len(matrix), stripes=tuple(stripes))


def qr_svg(text: str) -> bytes:
    """Return a QR code as an SVG file of its own, with the white around it."""
    file = BytesIO()
    _make(text).save(file, kind="svg", border=QUIET_ZONE, light="#fff", scale=4)
    return file.getvalue()


def qr_png(text: str) -> bytes:
    """Return a QR code as a PNG file, with the white around it, large enough to be printed."""
    file = BytesIO()
    _make(text).save(file, kind="png", border=QUIET_ZONE, scale=_PNG_PIXELS_PER_MODULE)
    return file.getvalue()


def _make(text: str, *, mask: int | None = None) -> segno.QRCode:
    return segno.make(text, error=_CORRECTION, mask=mask, micro=False)


def _dark_runs(line: bytearray, row: int) -> Iterator[tuple[int, int, int]]:
    start: int | None = None
    for column, is_dark in enumerate((*line, 0)):
        if is_dark and start is None:
            start = column
        elif not is_dark and start is not None:
            yield start, row, column - start
            start = None
