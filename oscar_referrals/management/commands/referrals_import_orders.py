"""Import one of two published order histories as orders of this shop, to try the program on."""

import gzip
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_referrals.management.progress import read_with_progress
from oscar_referrals.shop.histories import Problem, UnknownHistory, read_history
from oscar_referrals.shop.importing import ImportResult, import_history

_GZIP = b"\x1f\x8b"


class Command(BaseCommand):
    """Import the CDNOW or the Online Retail history. It can be stopped and started again."""

    help = (
        "Import an order history (CDNOW or Online Retail, plain or gzip) as real orders of guests"
        " at customers.example. For trying things out: not in a shop that sells. Orders that are"
        " there already are skipped; every line that is not imported is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and in which currency."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--currency", help="instead of the history's own, USD or GBP")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file, name the lines that were not imported, and count all of them."""
        path: Path = options["file"]
        try:
            with path.open("rb") as raw:
                file = _unpacked(raw)
                lines = read_with_progress(path, file=file, raw=raw)
                currency, entries = read_history(lines)
                result = import_history(
                    entries=entries,
                    currency=options["currency"] or currency,
                    report=self._name,
                )
        except (OSError, EOFError, UnknownHistory) as problem:
            raise CommandError(f"{path}: {problem}") from problem
        self._sum_up(result)

    def _name(self, problem: Problem) -> None:
        self.stdout.write(f"line {problem.line}: {problem.reason}")

    def _sum_up(self, result: ImportResult) -> None:
        self.stdout.write(
            f"{result.lines:,} lines:"
            f" {result.sold_lines:,} became {result.orders:,} orders,"
            f" {result.returned_lines:,} became {result.refunds:,} refunds,"
            f" {result.known_lines:,} were there already,"
            f" {result.problems:,} were not imported (named above)"
        )
        self.stdout.write("Next: referrals_index_customers, then referrals_preview")


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    is_packed = raw.read(len(_GZIP)) == _GZIP
    raw.seek(0)
    return cast(IO[bytes], gzip.open(raw)) if is_packed else raw
