"""Printing rows: for people in columns, for other programs as CSV."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from oscar_referrals.spreadsheets import csv_lines


def add_csv_option(parser: CommandParser) -> None:
    """Let a command write CSV."""
    parser.add_argument("--csv", action="store_true", help="write CSV instead of columns")


def write_table(
    out: OutputWrapper, *, header: Sequence[str], rows: Iterable[Sequence[Any]], as_csv: bool
) -> None:
    """Write rows below a header. In CSV no text can act as a formula."""
    if as_csv:
        for text in csv_lines(header=header, rows=rows):
            out.write(text, ending="")
        return
    table = [header, *([str(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        out.write("  ".join(cells).rstrip() + "\n")
