"""Keeping the index of who has ordered up to date."""

from collections.abc import Iterator, Sequence

from oscar_referrals.identity import identify_emails
from oscar_referrals.models import IndexedOrder
from oscar_referrals.ports import OrderPerson, shop

BATCH = 5_000


def index_orders(*, limit: int = BATCH) -> int:
    """Index the oldest orders not indexed yet, at most `limit`; return how many were looked at.

    It can be stopped and started again at any time, and two may run at once.
    """
    people = shop().orders_to_index(limit=limit, after=0)
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
        IndexedOrder(
            order_id=person.order_id,
            number=person.number,
            identity=identity,
            placed_at=person.placed_at,
            was_guest=person.was_guest,
        )
        for person, identity in zip(people, identities, strict=True)
    ]
    IndexedOrder.objects.bulk_create(rows, ignore_conflicts=True)
