"""Many friends at once take from one budget: our conditional UPDATE against a row lock.

Many web servers together are limited by the database alone. So what each design says to it is said
by threads that do nothing else: ours word for word as the flow says it. How exact the flow itself
is, is shown by the flow.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from threading import Barrier
from typing import Any

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.models import Budget
from oscar_referrals.test.factories import ProgramFactory
from tests.bench.report import Line

THREADS = 16
TRIES = 250
ROUNDS = 7
AMOUNT = Decimal("10.00")
#: Tries that fit while many compete for the row, each with a discount and a promise. The last few
#: do not fit, so that it is seen whether the cap holds.
ROOM = THREADS * (TRIES - 1)

#: One try to take from the budget, through the thread's own cursor of the database's library.
Take = Callable[[Any], bool]

_LOCK = (
    "SELECT cap, reserved, committed FROM oscar_referrals_budget"
    " WHERE program_id = %s AND currency = %s FOR UPDATE"
)
_SAVE = "UPDATE oscar_referrals_budget SET reserved = %s, committed = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Race:
    """How one race went: tries per second, and whether the budget ended exactly at its cap."""

    rate: float
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How our statements and the row lock did in turn: the middle of some rounds, per second."""

    ours: float
    locked: float
    is_exact: bool

    @property
    def told(self) -> str:
        """What the table says."""
        return (
            f"{self.ours / self.locked:.1f} times ({self.ours:,.0f} against {self.locked:,.0f}"
            f" a second), {'exact' if self.is_exact else 'NOT exact'}"
        )


def measure() -> list[Line]:
    """Let threads race for a budget that has room, and for one that is used up."""
    program = ProgramFactory(cap=AMOUNT)
    budget = Budget.objects.get(program=program)
    flow = race(budget, lambda _cursor: take_by_the_flow(budget), room=ROOM)
    statements = statements_of_the_flow(budget)
    return [
        _line_about_room(_compare(budget, statements, room=ROOM), flow=flow),
        _line_about_none(_compare(budget, statements, room=0)),
    ]


def _compare(budget: Budget, statements: list[str], *, room: int) -> Comparison:
    ours, locked = [], []
    for _round in range(ROUNDS):
        ours.append(
            race(budget, lambda cursor: take_by_our_statements(cursor, statements), room=room)
        )
        locked.append(race(budget, lambda cursor: take_under_a_lock(cursor, budget), room=room))
    return Comparison(
        ours=median(one.rate for one in ours),
        locked=median(one.rate for one in locked),
        is_exact=all(one.is_exact for one in (*ours, *locked)),
    )


def _line_about_room(measured: Comparison, *, flow: Race) -> Line:
    return Line(
        title=f"{THREADS} connections claim from one budget, {THREADS * TRIES:,} times",
        demanded="3 times the throughput of SELECT FOR UPDATE, exact",
        measured=measured.told,
        passed=measured.ours >= 3 * measured.locked and measured.is_exact and flow.is_exact,
    )


def _line_about_none(measured: Comparison) -> Line:
    """Nobody changes the row any more, so there is less to compete for."""
    return Line(
        title="The same when the budget is used up",
        demanded="",
        measured=measured.told,
        passed=None,
    )


def take_by_the_flow(budget: Budget) -> bool:
    """Take as every order does."""
    try:
        promised = budgets.take(
            program_id=budget.program_id,
            currency=budget.currency,
            discount=AMOUNT,
            promise=AMOUNT,
        )
    except Refused:
        return False
    return promised == AMOUNT


def statements_of_the_flow(budget: Budget) -> list[str]:
    """Return what the flow says to the database until it gives up: the cap is reached."""
    assert budget.cap == Budget.objects.get(pk=budget.pk).used
    with CaptureQueriesContext(connection) as said:
        assert not take_by_the_flow(budget)
    return [query["sql"] for query in said]


def take_by_our_statements(cursor: Any, statements: list[str]) -> bool:
    """Say what the flow says; the first statement that changes the budget is the last."""
    for statement in statements:
        cursor.execute(statement)
        if statement.startswith("UPDATE") and cursor.rowcount:
            return True
    return False


def take_under_a_lock(cursor: Any, budget: Budget) -> bool:
    """Lock the row, look, and write it."""
    cursor.execute("BEGIN")
    cursor.execute(_LOCK, [budget.program_id, budget.currency])
    cap, reserved, committed = cursor.fetchone()
    has_room = reserved + committed + 2 * AMOUNT <= cap
    if has_room:
        cursor.execute(_SAVE, [reserved + AMOUNT, committed + AMOUNT, budget.pk])
    cursor.execute("COMMIT")
    return bool(has_room)


def race(budget: Budget, take: Take, *, room: int) -> Race:
    """Let all threads try at once for so many places; return how fast and how exact it was."""
    Budget.objects.filter(pk=budget.pk).update(reserved=0, committed=0, cap=room * AMOUNT * 2)
    start = Barrier(THREADS + 1)

    def run() -> int:
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        start.wait()
        taken = sum(take(cursor) for _try in range(TRIES))
        connections.close_all()
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        threads = [pool.submit(run) for _thread in range(THREADS)]
        start.wait()
        started = time.perf_counter()
        taken = sum(thread.result() for thread in threads)
        seconds = time.perf_counter() - started
    budget.refresh_from_db()
    return Race(
        rate=THREADS * TRIES / seconds, is_exact=taken == room and budget.used == budget.cap
    )
