"""Printing rows: for people in columns, for other programs as CSV."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

#: A spreadsheet would take a text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def add_csv_option(parser: CommandParser) -> None:
    """Let a command write CSV."""
    parser.add_argument("--csv", action="store_true", help="write CSV instead of columns")


def write_table(
    out: OutputWrapper, *, header: Sequence[str], rows: Iterable[Sequence[Any]], as_csv: bool
) -> None:
    """Write rows below a header. In CSV no text can act as a formula."""
    if as_csv:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([_safe(value) for value in row] for row in rows)
        return
    table = [header, *([str(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        out.write("  ".join(cells).rstrip() + "\n")


def _safe(value: Any) -> str:
    """Return a value as text; one that would be a formula begins with an apostrophe."""
    text = str(value)
    is_number = isinstance(value, int | Decimal)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not is_number else text
