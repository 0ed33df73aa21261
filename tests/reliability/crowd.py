"""Many people at once: threads that start together, each with a connection of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connections

SECONDS_TO_MEET = 120

ItemT = TypeVar("ItemT")
#: A job gets one item and a function that waits until everybody else is just as far.
Job = Callable[[ItemT, Callable[[], None]], Any]


def at_once(job: Job[ItemT], items: Sequence[ItemT], *, threads: int) -> list[Any]:
    """Do a job for every item, `threads` of them at the same time, wave after wave.

    Return what the jobs returned, or raised, in the order of the items.
    """
    answers: list[Any] = []
    for wave in _waves(items, threads):
        answers += _do_wave(job, wave)
    return answers


def _waves(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _do_wave(job: Job[ItemT], wave: Sequence[ItemT]) -> list[Any]:
    answers: list[Any] = [None] * len(wave)
    meeting = threading.Barrier(len(wave))

    def run(number: int) -> None:
        try:
            answers[number] = job(wave[number], lambda: _wait(meeting))
        except Exception as error:  # noqa: BLE001 - it is returned
            answers[number] = error
            meeting.abort()
        finally:
            connections.close_all()

    people = [threading.Thread(target=run, args=(number,)) for number in range(len(wave))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return answers


def _wait(meeting: threading.Barrier) -> None:
    meeting.wait(timeout=SECONDS_TO_MEET)


def errors_in(answers: Sequence[Any]) -> list[str]:
    """Return what was raised, as sentences."""
    return [
        f"{type(answer).__name__}: {answer}" for answer in answers if isinstance(answer, Exception)
    ]
