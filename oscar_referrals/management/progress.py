"""Showing how far a command is, to whoever watches it in a terminal."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_WIDTH = 40
#: So many lines are read before the bar moves.
_LINES = 500


def read_with_progress(path: Path, *, file: IO[bytes], raw: IO[bytes]) -> Iterator[bytes]:
    """Return a file's lines, with a bar on the terminal: how much of `raw`, on the disk, is read.

    `file` is `raw` itself or what unpacks it. Without a terminal nothing is shown.
    """
    if not sys.stderr.isatty():
        yield from file
        return
    size = max(path.stat().st_size, 1)
    for number, line in enumerate(file):
        if number % _LINES == 0:
            _draw(raw.tell() / size)
        yield line
    _draw(1)
    sys.stderr.write("\n")


def count_with_progress(steps: Iterable[int], *, total: int) -> int:
    """Go through steps that each say how much they did; return the sum. A bar shows the part."""
    done = 0
    for number in steps:
        done += number
        if sys.stderr.isatty():
            _draw(done / max(total, 1))
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    return done


def _draw(part: float) -> None:
    filled = round(min(part, 1) * _WIDTH)
    sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {min(part, 1):4.0%}")
    sys.stderr.flush()
