"""Comparing two ways of doing the same thing, in turn, so that a slow moment slows both."""

import gc
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing it. `prepare` is not timed; `run` is, and gets what `prepare` returned."""

    run: Callable[[Any], Any]
    prepare: Callable[[], Any] = lambda: None
    surroundings: Callable[[], AbstractContextManager[Any]] = nullcontext

    def seconds(self) -> float:
        """Do it once and return how long it took."""
        with self.surroundings():
            prepared = self.prepare()
            gc.collect(0)
            started = time.perf_counter()
            self.run(prepared)
            return time.perf_counter() - started

    def queries(self) -> int:
        """Do it once and return how many queries it sent, savepoints included."""
        with self.surroundings():
            prepared = self.prepare()
            with CaptureQueriesContext(connection) as captured:
                self.run(prepared)
        return len(captured)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our way against the other: queries of each, and seconds of each.

    The seconds are the lower quartile of all tries: whatever else a machine does only adds to them.
    """

    queries: int
    other_queries: int
    seconds: float
    other_seconds: float

    @property
    def extra_queries(self) -> int:
        """How many queries our way sends more."""
        return self.queries - self.other_queries

    @property
    def ratio(self) -> float:
        """How many times as long our way takes."""
        return self.seconds / self.other_seconds


def compare(*, ours: Way, other: Way, repetitions: int) -> Comparison:
    """Do both in turn, the first one changing each time; return queries and times."""
    for way in (ours, other) * WARM_UP:
        way.seconds()
    queries, other_queries = ours.queries(), other.queries()
    times: dict[Way, list[float]] = {ours: [], other: []}
    gc.disable()
    for number in range(repetitions):
        for way in (ours, other) if number % 2 else (other, ours):
            times[way].append(way.seconds())
    gc.enable()
    return Comparison(
        queries=queries,
        other_queries=other_queries,
        seconds=_lower_quartile(times[ours]),
        other_seconds=_lower_quartile(times[other]),
    )


def _lower_quartile(times: list[float]) -> float:
    return statistics.quantiles(times, n=4)[0]
