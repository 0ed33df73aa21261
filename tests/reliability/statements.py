"""T15: the statements themselves: insert, then one conditional UPDATE; locks in one order."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_referrals.flows.work import run_due
from oscar_referrals.test.orders import change_status, make_product
from tests.reliability.outcome import NotPossible, Outcome, differing
from tests.reliability.world import (
    COST,
    PoliteTill,
    code_of,
    fill_basket,
    friend_emails,
    join,
    open_program,
    place,
    price,
    refer_friends,
)

#: What `oscar_referrals.locks` promises.
LOCK_ORDER = ("referral", "reward", "budget", "account")
TABLE = re.compile(r"oscar_referrals_(\w+)")
LOCK = re.compile(r" FOR (?:NO KEY )?UPDATE")


def insert_then_conditional_update(*, rounds: int) -> Outcome:
    """An order inserts its referral first, then takes the budget with one conditional UPDATE."""
    [advocate] = join(open_program(cap=rounds * COST), number=1)
    product = make_product(price="25.00")
    wrong: list[str] = []
    for email in friend_emails(rounds):
        basket = fill_basket(product, code_of(advocate).voucher_id)
        price(basket)
        sent = _statements(lambda basket=basket, email=email: place(basket, PoliteTill(email)))
        writes = [
            what for what in map(_write, sent) if what in ("INSERT referral", "UPDATE budget")
        ]
        [update] = [statement for statement in sent if _write(statement) == "UPDATE budget"] or [""]
        where = update.partition(" WHERE ")[2]
        wrong += differing(
            writes=(writes, ["INSERT referral", "UPDATE budget"]),
            is_conditional=(all(name in where for name in ("cap", "reserved", "committed")), True),
        )
    return Outcome(f"{rounds} orders", wrong)


def locks_in_one_order(*, rounds: int) -> Outcome:
    """Due work locks referral, reward, budget and account in this order, whatever it does."""
    if not connection.features.has_select_for_update:
        raise NotPossible("this database locks itself as a whole")
    advocates = join(open_program(), number=2)
    orders = refer_friends(advocates, emails=friend_emails(rounds))
    transactions = [*_transactions(run_due)]
    for turn, order in enumerate(orders):
        change_status(order, "Delivered" if turn % 2 else "Cancelled")
    transactions += _transactions(run_due)
    for order in orders:
        change_status(order, "Cancelled")
    transactions += _transactions(run_due)
    wrong = [
        f"locked {' -> '.join(tables)}"
        for tables in transactions
        if tables != sorted(tables, key=LOCK_ORDER.index)
    ]
    longest = max(transactions, key=len, default=[])
    return Outcome(f"{len(transactions)} transactions; the longest: {', '.join(longest)}", wrong)


def _transactions(action: Callable[[], Any]) -> Iterator[list[str]]:
    """Yield, for each transaction of an action, the tables that it locked, in order."""
    tables: list[str] = []
    for statement in _statements(action):
        if statement.startswith(("BEGIN", "COMMIT", "START TRANSACTION")):
            if tables:
                yield tables
            tables = []
        found = TABLE.search(statement)
        is_lock = LOCK.search(statement) or statement.startswith("UPDATE")
        if is_lock and found and found[1] in LOCK_ORDER and found[1] not in tables:
            tables.append(found[1])
    if tables:
        yield tables


def _statements(action: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        action()
    return [query["sql"] for query in queries]


def _write(statement: str) -> str:
    """Return what a statement writes, such as "INSERT referral"; "" if nothing of ours."""
    found = TABLE.search(statement)
    verb = statement.partition(" ")[0]
    return f"{verb} {found[1]}" if found and verb in ("INSERT", "UPDATE") else ""
