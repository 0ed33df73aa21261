"""Where everything stands on a card or an insert, in millimeters from its upper left corner.

Texts are measured in the font that is shipped, so that PDF and SVG show the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from oscar_referrals.sharing.card_face import CardFace

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"

_LINE_HEIGHT = 1.22
#: Fonts are measured this large, so that rounding to whole pixels does not matter.
_MEASURED_AT = 200
_ELLIPSIS = "…"
_WORD = re.compile(r"[^ \n\r\t]+")
_A_LITTLE_LESS = 0.95
#: Four modules of the smallest symbol that holds an address, 29 modules wide, have to stay white.
_WHITE_AROUND_QR = 4 / 29


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text. `x` is its left end, or its middle if it `is_centered`."""

    text: str
    x: float
    baseline: float
    size: float
    is_bold: bool = False
    is_centered: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A card of a size, its lines, and the square in which the QR code stands."""

    width: float
    height: float
    lines: tuple[TextLine, ...]
    qr_x: float
    qr_y: float
    qr_size: float
    address: str


CARD_WIDTH, CARD_HEIGHT = 85.0, 55.0
INSERT_WIDTH, INSERT_HEIGHT = 105.0, 148.0


def lay_out_card(face: CardFace) -> Layout:
    """Return the layout of a business card: words on the left, the QR code on the right."""
    margin, qr_size, foot_height = 5.0, 24.0, 8.6
    white = qr_size * _WHITE_AROUND_QR
    words = _fill(
        face,
        _Column(x=margin, top=margin, width=CARD_WIDTH - 2 * margin - qr_size - white),
        bottom=CARD_HEIGHT - margin - foot_height - 1,
        sizes=_Sizes(shop_name=3.0, headline=4.8, text=2.5, gap=1.4),
    )
    foot = _Column(x=margin, top=CARD_HEIGHT - margin - foot_height, width=CARD_WIDTH - 2 * margin)
    foot.add(face.code_in_groups, size=4.6, is_bold=True, most_lines=1, gap=0.2)
    foot.add(face.short_address, size=2.3, most_lines=1)
    hint = _Column(
        x=CARD_WIDTH - margin - qr_size / 2,
        top=margin + qr_size + white,
        width=qr_size,
        centers=True,
    )
    hint.add(face.hint, size=2.1, most_lines=3)
    return Layout(
        width=CARD_WIDTH,
        height=CARD_HEIGHT,
        lines=(*words.lines, *foot.lines, *hint.lines),
        qr_x=CARD_WIDTH - margin - qr_size,
        qr_y=margin,
        qr_size=qr_size,
        address=face.address,
    )


def lay_out_insert(face: CardFace) -> Layout:
    """Return the layout of a parcel insert, an upright A6: words above, the QR code below."""
    margin, qr_size, foot_height = 10.0, 44.0, 16.6
    middle, width = INSERT_WIDTH / 2, INSERT_WIDTH - 2 * margin
    white = qr_size * _WHITE_AROUND_QR
    foot_top = INSERT_HEIGHT - margin - foot_height
    qr_y = foot_top - white - qr_size
    words = _fill(
        face,
        _Column(x=middle, top=margin, width=width, centers=True),
        bottom=qr_y - white,
        sizes=_Sizes(shop_name=4.2, headline=8.0, text=3.6, gap=2.2),
    )
    foot = _Column(x=middle, top=foot_top, width=width, centers=True)
    foot.add(face.code_in_groups, size=6.4, is_bold=True, most_lines=1, gap=0.6)
    foot.add(face.short_address, size=3.0, most_lines=1, gap=0.8)
    foot.add(face.hint, size=3.0, most_lines=1)
    return Layout(
        width=INSERT_WIDTH,
        height=INSERT_HEIGHT,
        lines=(*words.lines, *foot.lines),
        qr_x=middle - qr_size / 2,
        qr_y=qr_y,
        qr_size=qr_size,
        address=face.address,
    )


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How large the texts are at most, and how much room is between them."""

    shop_name: float
    headline: float
    text: float
    gap: float


def _fill(face: CardFace, column: "_Column", *, bottom: float, sizes: _Sizes) -> "_Column":
    """Put the words into a column; the headline gives way until everything ends above `bottom`."""
    headline = sizes.headline
    while True:
        filled = column.copy()
        filled.add(face.shop_name, size=sizes.shop_name, is_bold=True, most_lines=1, gap=sizes.gap)
        filled.add(face.headline, size=headline, is_bold=True, most_lines=4, gap=sizes.gap)
        filled.add(face.facts, size=sizes.text, most_lines=3, gap=sizes.gap)
        filled.add(face.words, size=sizes.text, most_lines=2)
        if filled.bottom <= bottom or headline < sizes.text:
            return filled
        headline *= _A_LITTLE_LESS


class _Column:
    """Lines below each other."""

    def __init__(self, *, x: float, top: float, width: float, centers: bool = False) -> None:
        self.lines: list[TextLine] = []
        self._x, self._y, self._width, self._centers = x, top, width, centers

    @property
    def bottom(self) -> float:
        """Return where the last line ends."""
        return self.lines[-1].baseline + self.lines[-1].size * 0.24 if self.lines else self._y

    def copy(self) -> "_Column":
        """Return an empty column at the same place."""
        return _Column(x=self._x, top=self._y, width=self._width, centers=self._centers)

    def add(
        self, text: str, *, size: float, most_lines: int, is_bold: bool = False, gap: float = 0
    ) -> None:
        """Add a text; one that needs more lines is set smaller, and cut if that does not help."""
        if not text:
            return
        smallest = size * 0.8
        lines = _wrap(text, width=self._width / size, is_bold=is_bold)
        while len(lines) > most_lines and size > smallest:
            size *= _A_LITTLE_LESS
            lines = _wrap(text, width=self._width / size, is_bold=is_bold)
        if len(lines) <= most_lines:
            lines = _even(lines, is_bold=is_bold)
        for line in _cut(lines, most_lines, width=self._width / size, is_bold=is_bold):
            self._y += size * _LINE_HEIGHT
            baseline = self._y - size * 0.24
            self.lines.append(
                TextLine(line, self._x, baseline, size, is_bold=is_bold, is_centered=self._centers)
            )
        self._y += gap


def _wrap(text: str, *, width: float, is_bold: bool) -> list[str]:
    """Break a text between words so that each line fits; a word that is too long stands alone."""
    lines: list[str] = []
    # A space that does not break, as between a figure and its currency, stays within the word.
    for word in _WORD.findall(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if any(width_of(line, is_bold=is_bold) > width for line in lines):
        return list(_wrap_anywhere(text, width=width, is_bold=is_bold))
    return lines


def _even(lines: list[str], *, is_bold: bool) -> list[str]:
    """Return the same text in as many lines, none much shorter than the others."""
    text, even = " ".join(lines), lines
    while len(lines) > 1:
        width = max(width_of(line, is_bold=is_bold) for line in even) * _A_LITTLE_LESS
        narrower = _wrap(text, width=width, is_bold=is_bold)
        if len(narrower) > len(lines) or " ".join(narrower) != text:
            break
        even = narrower
    return even


def _wrap_anywhere(text: str, *, width: float, is_bold: bool) -> Iterator[str]:
    line = ""
    for sign in text:
        if line and width_of(line + sign, is_bold=is_bold) > width:
            yield line.strip()
            line = ""
        line += sign
    yield line.strip()


def _cut(lines: list[str], most: int, *, width: float, is_bold: bool) -> list[str]:
    """Return at most so many lines; the last one tells if something is missing."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + _ELLIPSIS, is_bold=is_bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + _ELLIPSIS]


@lru_cache(maxsize=4096)
def width_of(text: str, *, is_bold: bool) -> float:
    """Return how wide a text is, in sizes of its font."""
    return _font(is_bold=is_bold).getlength(text) / _MEASURED_AT


@lru_cache(maxsize=2)
def _font(*, is_bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(BOLD if is_bold else REGULAR), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC
    )
