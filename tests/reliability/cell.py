"""One cell of the matrix, in a process of its own: `python -m tests.reliability.cell`.

The environment chooses the database. One line of JSON is printed for each test.
"""

import argparse
import json
import logging
import os
import sys
import time
import traceback
from typing import Any

import django


def main() -> None:
    """Run the tests whose numbers are given, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("numbers", nargs="*")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--everywhere-only", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.reliability.settings")
    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.snapshots import snapshot_for_this_run

    snapshot = snapshot_for_this_run()
    snapshot.start()
    try:
        say({"version": database_version()})
        for test in chosen(options):
            say(run(test, rounds=test.short if options.short else test.full))
            if test.is_control:
                snapshot.restore()
    finally:
        snapshot.stop()


def chosen(options: argparse.Namespace) -> list[Any]:
    """Return the tests to run in this cell."""
    from django.db import connection

    from tests.reliability.families import TESTS

    return [
        test
        for test in TESTS
        if (not options.numbers or test.number in options.numbers)
        and test.suits(vendor=connection.vendor, is_plain=not options.everywhere_only)
    ]


def run(test: Any, *, rounds: int) -> dict[str, Any]:
    """Run one test and return its line of the table."""
    from tests.reliability.outcome import NotPossible, Outcome

    started = time.monotonic()
    try:
        outcome = test.run(rounds=rounds)
        verdict = "yes" if outcome.passed else "NO"
    except NotPossible as here:
        outcome, verdict = Outcome(here.reason), "skipped"
    except Exception as error:  # noqa: BLE001 - it is reported
        outcome, verdict = Outcome("", [f"{error!r}\n{traceback.format_exc()}"]), "NO"
    return {
        "number": test.number,
        "sentence": test.sentence,
        "rounds": rounds,
        "figures": outcome.figures,
        "differences": list(outcome.differences),
        "passed": verdict,
        "seconds": round(time.monotonic() - started, 1),
    }


def say(line: dict[str, Any]) -> None:
    """Print a line at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def database_version() -> str:
    """Return the version of the database that is connected."""
    from django.db import connection

    return ".".join(map(str, connection.get_database_version()))


if __name__ == "__main__":
    main()
