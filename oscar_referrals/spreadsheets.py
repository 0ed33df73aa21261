"""CSV that is safe to open: no text in it can act as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

#: A spreadsheet would take a text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


class _Echo:
    """Gives a written line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def csv_lines(*, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a table as lines of CSV (RFC 4180), each as soon as its row is there."""
    writer = csv.writer(_Echo())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def safe_text(text: str) -> str:
    """Return a text; one that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _cell(value: Any) -> str:
    return str(value) if isinstance(value, int | Decimal) else safe_text(str(value))
