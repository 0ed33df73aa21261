"""The table of a run: as text while it runs, as a page of the reference at the end."""

import os
import platform
import subprocess
from itertools import groupby
from pathlib import Path
from typing import Any

import django
import oscar

from tests.reliability.chance import SEED

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "reliability.md"

HEAD = """# Reliability: races, faults and crashes

This page is written by `make reliability`. Each test runs on a real database with real threads,
servers and processes, and each race has a *control* (a number with a c): the same race with the
lock or the condition switched off. There it has to happen; otherwise the test would prove nothing.

The databases, their isolation levels, and ATOMIC_REQUESTS on and off are the matrix T16. After each
test `manage.py referrals_verify` has to find nothing. What a round is differs: a wave of checkouts
at once, an order, a text, a second of traffic. Places where a database is missing were not reached.
"""
COLUMNS = ("Database", "Isolation", "ATOMIC_REQUESTS", "Rounds", "Figures", "Passed")


def as_text(line: dict[str, Any]) -> str:
    """Return one line for the screen, with what is wrong below it."""
    place = f"{line['database']:10} {line['isolation']:15} {line['atomic']:3}"
    text = f"{line['number']:5} {place} {line['passed']:7} {line['seconds']:6.1f} s"
    text += f"  {line['sentence']} {line['figures']}"
    return "\n".join([text, *(f"      {difference}" for difference in line["differences"][:5])])


def write(lines: list[dict[str, Any]], *, versions: dict[str, str]) -> None:
    """Write the page."""
    ordered = sorted(lines, key=lambda line: (_order(line["number"]), line["sentence"]))
    parts = [HEAD, _machine(versions)]
    for (number, sentence), rows in groupby(
        ordered, key=lambda line: (line["number"], line["sentence"])
    ):
        parts.append(f"## {number}: {sentence}\n\n" + _table(list(rows)))
    failed = sum(line["passed"] == "NO" for line in lines)
    parts.insert(2, f"{len(lines)} lines, {failed} not passed.\n")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(parts))


def _order(number: str) -> tuple[int, str]:
    digits = "".join(sign for sign in number if sign.isdigit())
    return int(digits or 0), number


def _table(rows: list[dict[str, Any]]) -> str:
    head = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}\n"
    return head + "".join(
        f"| {row['database']} | {row['isolation']} | {row['atomic']} | {row['rounds']}"
        f" | {'; '.join([row['figures'], *row['differences'][:3]])} | {row['passed']} |\n"
        for row in rows
    )


def _machine(versions: dict[str, str]) -> str:
    facts = [
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"Django {django.__version__}",
        f"django-oscar {'.'.join(map(str, oscar.VERSION[:3]))}",
        *(f"{name} {version}" for name, version in versions.items()),
        f"seed {SEED}",
        f"commit {_commit()}",
    ]
    return "".join(f"- {fact}\n" for fact in facts)


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"
