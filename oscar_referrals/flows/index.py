"""Keeping the index of who has ordered up to date."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from oscar_referrals.identity import identify_emails
from oscar_referrals.models import IndexedOrder
from oscar_referrals.ports import OrderPerson, shop

BATCH = 5_000

_COLUMNS = ("order_id", "number", "identity", "placed_at", "was_guest")
_INSERT = f"""
    INSERT INTO {IndexedOrder._meta.db_table} ({", ".join(_COLUMNS)})
    SELECT * FROM UNNEST(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::boolean[])
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - only names of our own


def index_orders(*, limit: int = BATCH) -> int:
    """Index the oldest orders not indexed yet, at most `limit`; return how many were looked at.

    It can be stopped and started again at any time, and two may run at once.
    """
    people = shop().orders_to_index(limit=limit, after=0)
    if people:
        _index(people)
    return len(people)


def index_all_orders(*, batch: int = BATCH) -> Iterator[int]:
    """Index every order not indexed yet, batch after batch; yield how many were looked at.

    Each batch goes on where the last one ended, so the time grows with the number of orders only.
    """
    after = 0
    while people := shop().orders_to_index(limit=batch, after=after):
        _index(people)
        after = people[-1].order_id
        yield len(people)


def _index(people: Sequence[OrderPerson]) -> None:
    identities = identify_emails(person.email for person in people)
    rows = [
        (person.order_id, person.number, identity, person.placed_at, person.was_guest)
        for person, identity in zip(people, identities, strict=True)
    ]
    if connection.vendor == "postgresql":
        _insert_as_arrays(rows)
    else:
        indexed = (IndexedOrder(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)
        IndexedOrder.objects.bulk_create(indexed, ignore_conflicts=True)


def _insert_as_arrays(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows as one array per column: nearly twice as fast as making an object of each."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, columns)
