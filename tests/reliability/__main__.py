"""Runs every test in every place, prints the table and, if nothing was left out, writes it down.

python -m tests.reliability [--short] [--only SQLite] [T1 T5 ...]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.reliability import report
from tests.reliability.places import MARIADB, Place, all_places, is_reachable


def main() -> int:
    """Run; return 1 if a line did not pass."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("numbers", nargs="*", help="numbers of tests, such as T1; all by default")
    parser.add_argument("--short", action="store_true", help="the few rounds that `make test` runs")
    parser.add_argument("--only", help="one database: SQLite, PostgreSQL or MariaDB")
    options = parser.parse_args()
    table = Table(is_kept=not (options.only or options.numbers))
    databases: dict[str, list[Place]] = {}
    for place in all_places():
        if options.only in (None, place.database):
            databases.setdefault(place.database, []).append(place)
    # What a test waits for is its own database and its own processes: databases run side by side.
    with ThreadPoolExecutor(len(databases)) as pool:
        for running in [pool.submit(run_all, p, options, table) for p in databases.values()]:
            running.result()
    if not is_reachable(MARIADB):
        sys.stdout.write(f"MariaDB: nobody answers at {MARIADB}, so nothing was run there.\n")
    failed = [line for line in table.lines if line["passed"] == "NO"]
    sys.stdout.write(f"{len(table.lines)} lines, {len(failed)} not passed.\n")
    return 1 if failed else 0


@dataclass(slots=True)
class Table:
    """What has been found so far; `is_kept` writes it down with every line."""

    is_kept: bool
    lines: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def add(self, place: Place, line: dict[str, Any]) -> None:
        """Take a line of one place, and show it."""
        with self.lock:
            if "version" in line:
                self.versions[place.database] = line["version"]
                return
            self.lines.append(line)
            sys.stdout.write(report.as_text(line) + "\n")
            sys.stdout.flush()
            if self.is_kept:
                report.write(self.lines, versions=self.versions)


def run_all(places: list[Place], options: argparse.Namespace, table: Table) -> None:
    """Run the tests in the places of one database, one after the other."""
    for place in places:
        for line in run_in(place, options):
            table.add(place, line)


def run_in(place: Place, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Run the tests of one cell in a process of its own; yield a line for each."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.reliability.cell", *options.numbers]
    command += ["--short"] if options.short else []
    command += [] if place.is_plain else ["--everywhere-only"]
    with subprocess.Popen(
        command, env=os.environ | place.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        for answer in process.stdout or ():
            yield json.loads(answer) | {
                "database": place.database,
                "isolation": place.isolation,
                "atomic": "yes" if place.has_atomic_requests else "no",
            }
    if process.returncode:
        yield {
            "number": "-", "sentence": "The process of this place ended early.", "rounds": 0,
            "figures": "", "differences": [f"exit code {process.returncode}"], "passed": "NO",
            "seconds": 0, "database": place.database, "isolation": place.isolation,
            "atomic": "yes" if place.has_atomic_requests else "no",
        }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
