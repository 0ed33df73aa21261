"""Runs every test in every place, prints the table and, if nothing was left out, writes it down.

python -m tests.reliability [--short] [--only SQLite] [T1 T5 ...]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
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
    lines: list[dict[str, Any]] = []
    versions: dict[str, str] = {}
    for place in all_places():
        if options.only in (None, place.database):
            for line in run_in(place, options):
                if "version" in line:
                    versions[place.database] = line["version"]
                    continue
                lines.append(line)
                sys.stdout.write(report.as_text(line) + "\n")
                sys.stdout.flush()
            if not (options.only or options.numbers):
                report.write(lines, versions=versions)
    if not is_reachable(MARIADB):
        sys.stdout.write(f"MariaDB: nobody answers at {MARIADB}, so nothing was run there.\n")
    failed = [line for line in lines if line["passed"] == "NO"]
    sys.stdout.write(f"{len(lines)} lines, {len(failed)} not passed.\n")
    return 1 if failed else 0


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
