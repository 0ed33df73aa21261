"""A shop with a past: its orders are indexed, so that nobody from before counts as new."""

import gzip
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from oscar.core.loading import get_model

from oscar_referrals.flows.index import index_orders
from oscar_referrals.models import IndexedOrder
from tests.bench.report import ROOT, Line

HISTORY = ROOT.parent / "shared" / "data" / "cdnow_orders_1997_1998.txt.gz"
MADE_UP = 50_000
BATCH = 5_000
#: So many orders were indexed when the first run was stopped.
INDEXED_BEFORE = 9_000

Past = tuple[int, datetime, Decimal]


def measure() -> Line:
    """Fill the shop with orders, begin to index them, and let the command do the rest."""
    orders, source = _fill_shop()
    _index_some(INDEXED_BEFORE)
    said = io.StringIO()
    started = time.perf_counter()
    call_command("referrals_index_customers", stdout=said)
    seconds = time.perf_counter() - started
    rest = orders - INDEXED_BEFORE
    went_on = said.getvalue().strip() == f"{rest} orders indexed"
    is_complete = IndexedOrder.objects.count() == orders and index_orders() == 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Line(
        title=f"`referrals_index_customers` with {source}",
        demanded="20,000 orders a second, restartable",
        measured=(
            f"{rest / seconds:,.0f} a second,"
            f" {'went on where it was stopped' if went_on and is_complete else 'NOT complete'}"
        ),
        passed=rest >= 20_000 * seconds and went_on and is_complete,
    )


def _fill_shop() -> tuple[int, str]:
    """Write orders and customers straight into the tables; return how many and whose."""
    past = list(_read_history() if HISTORY.exists() else _make_history())
    people = sorted({person for person, _placed_at, _total in past})
    users = get_user_model()
    users.objects.bulk_create(
        (users(username=f"past{person}", email=_email(person)) for person in people[::2]),
        batch_size=BATCH,
    )
    accounts = users.objects.filter(username__startswith="past")
    user_ids = dict(accounts.values_list("email", "pk"))
    order_model = get_model("order", "Order")
    numbered = enumerate(past, start=1)
    while batch := list(islice(numbered, BATCH)):
        order_model.objects.bulk_create(_order(user_ids, number, *one) for number, one in batch)
    source = "the CDNOW order history" if HISTORY.exists() else "made-up orders (no history here)"
    return len(past), f"{source}, {len(past):,} orders of {len(people):,} customers"


def _order(
    user_ids: dict[str, int], number: int, person: int, placed_at: datetime, total: Decimal
) -> Any:
    user_id = user_ids.get(_email(person))
    return get_model("order", "Order")(
        number=f"P{number}",
        user_id=user_id,
        guest_email="" if user_id else _email(person),
        currency="EUR",
        total_incl_tax=total,
        total_excl_tax=total,
        status="Delivered",
        date_placed=placed_at,
    )


def _email(person: int) -> str:
    return f"past{person}@example.com"


def _read_history() -> Iterator[Past]:
    with gzip.open(HISTORY, "rt", encoding="ascii") as file:
        next(file)
        for row in file:
            person, day, _pieces, total = row.split()
            placed_at = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
            yield int(person), placed_at, Decimal(total)


def _make_history() -> Iterator[Past]:
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(MADE_UP):
        yield number % (MADE_UP // 3), first + timedelta(minutes=number), Decimal("49.90")


def _index_some(number: int) -> None:
    while number:
        number -= index_orders(limit=min(number, 1_000))
