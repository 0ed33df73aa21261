"""`python -m tests.bench`: measure, print the table, write it down; fail if a line failed."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.bench.session import own_database

if TYPE_CHECKING:
    from tests.bench.report import Line
    from tests.snapshots import Snapshot


def main() -> int:
    """Measure everything and return the exit code."""
    with own_database() as snapshot:
        from tests.bench.report import as_table, describe_machine, write_page

        lines = []
        for line in measure_everything(snapshot):
            lines.append(line)
            _say(f"{line.verdict}: {line.title}: {line.measured}")
        write_page(lines)
        _say("", as_table(lines), "", describe_machine())
    return 1 if any(line.passed is False for line in lines) else 0


def measure_everything(snapshot: "Snapshot") -> "Iterator[Line]":
    """Measure the shop with a past, and the rest in empty ones."""
    from tests.bench import contention, due_work, history, side_by_side

    yield history.measure()
    yield from side_by_side.measure()
    for part in (contention, due_work):
        snapshot.restore()
        yield from part.measure()


def _say(*texts: str) -> None:
    print(*texts, sep="\n", flush=True)  # noqa: T201 - that is its job


if __name__ == "__main__":
    sys.exit(main())
