"""The table: what was demanded, what was measured, and whether that is enough."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "speed.md"

_PAGE = """# Speed

`make bench` measures this and writes this page, on PostgreSQL and in one run. Where two times are
compared, both are measured in turn and the ratio of the lower quartiles is given, so that it means
the same on a slow machine, on a fast one and on a busy one.

{table}

{machine}

- **The shop has a past.** The order history of the first line is in the database, and indexed,
  while the pages, baskets and orders are measured.
- **Stock Oscar** is the same shop with our receivers off and Oscar's own basket template.
- **The basket** holds three products. Both codes take 10.00 off orders from 40.00; one is ours, the
  other a voucher as staff make it in Oscar's dashboard. Customers are signed in, so that everything
  is known that our rules ask about.
- **The order** is the last request of the checkout, through all of its views. Due work is done
  before it, as it is every minute. Reserving before payment is something a shop may add and Oscar
  has nothing like; it is measured apart.
- **Claims on one budget**: what each design says to the database is said by connections that do
  nothing else, ours word for word as the flow says it, the other one as BEGIN, SELECT FOR UPDATE,
  UPDATE and COMMIT. That all end exactly at the cap is checked, for the flow itself as well.
- **Due work** asks the shop about every order twice, and posts store credit to the ledger. The
  worker is a process of its own; afterwards the books are verified. The messages about it are work
  of their own and come later. Of several rounds the quickest counts.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table. `passed` is None where nothing was demanded."""

    title: str
    demanded: str
    measured: str
    passed: bool | None

    @property
    def verdict(self) -> str:
        """Return the last column."""
        return {True: "passed", False: "FAILED", None: "for information"}[self.passed]

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Return the columns."""
        return (self.title, self.demanded, self.measured, self.verdict)


HEAD = ("What", "Demanded", "Measured", "Result")


def as_table(lines: list[Line]) -> str:
    """Return the lines as a table that reads well as text and as Markdown."""
    rows = [HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([written[0], rule, *written[1:]])


def describe_machine() -> str:
    """Return what the figures were measured on, without naming anybody's machine."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = cursor.fetchone()[0].split()[0]
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} at commit {_commit()}, with {os.cpu_count()}"
        f" cores, Python {platform.python_version()}, Django {django.__version__} and PostgreSQL"
        f" {database}, database and program on the same machine."
    )


def write_page(lines: list[Line]) -> None:
    """Write the page of the documentation."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    text = _PAGE.format(table=as_table(lines), machine=describe_machine())
    PAGE.write_text(text, encoding="utf-8")


def _commit() -> str:
    command = ("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"
