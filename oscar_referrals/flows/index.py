"""Keeping the index of who has ordered up to date."""

from oscar_referrals.identity import identify_email
from oscar_referrals.models import IndexedOrder
from oscar_referrals.ports import shop

BATCH = 2_000


def index_orders(*, limit: int = BATCH) -> int:
    """Index the oldest orders not indexed yet, at most `limit`; return how many were looked at.

    It can be stopped and started again at any time, and two may run at once.
    """
    people = shop().orders_to_index(limit=limit)
    rows = [
        IndexedOrder(
            order_id=person.order_id,
            number=person.number,
            identity=identify_email(person.email),
            placed_at=person.placed_at,
            was_guest=person.was_guest,
        )
        for person in people
    ]
    IndexedOrder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(people)
