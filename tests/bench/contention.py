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
#: Room for half of the tries, each of which takes a discount and a promise.
ROOM = THREADS * TRIES // 2
CAP = ROOM * AMOUNT * 2

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


def measure() -> list[Line]:
    """Let threads race for a budget, with our statements and with a lock in turn."""
    program = ProgramFactory(cap=CAP)
    budget = Budget.objects.get(program=program)
    flow = race(budget, lambda _cursor: take_by_the_flow(budget))
    statements = statements_of_the_flow(budget)
    ours, locked = [], []
    for _round in range(ROUNDS):
        ours.append(race(budget, lambda cursor: take_by_our_statements(cursor, statements)))
        locked.append(race(budget, lambda cursor: take_under_a_lock(cursor, budget)))
    rate = median(one.rate for one in ours)
    other_rate = median(one.rate for one in locked)
    is_exact = all(one.is_exact for one in (flow, *ours, *locked))
    line = Line(
        title=f"{THREADS} connections claim from one budget, {THREADS * TRIES:,} times",
        demanded="3 times the throughput of SELECT FOR UPDATE, exact",
        measured=(
            f"{rate / other_rate:.1f} times ({rate:,.0f} against {other_rate:,.0f} a second),"
            f" {'exact' if is_exact else 'NOT exact'}"
        ),
        passed=rate >= 3 * other_rate and is_exact,
    )
    return [line]


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


def race(budget: Budget, take: Take) -> Race:
    """Let all threads try at once; return how fast and how exact it was."""
    Budget.objects.filter(pk=budget.pk).update(reserved=0, committed=0)
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
        rate=THREADS * TRIES / seconds, is_exact=taken == ROOM and budget.used == budget.cap
    )
