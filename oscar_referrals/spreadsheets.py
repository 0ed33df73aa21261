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
        yield writer.writerow([_safe(value) for value in row])


def _safe(value: Any) -> str:
    """Return a value as text; one that would be a formula begins with an apostrophe."""
    text = str(value)
    is_number = isinstance(value, int | Decimal)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not is_number else text
