"""Reading what Oscar's orders sold, line by line."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.models import CountedOrders, Donation, Pledge, Referral
from oscar_referrals.ports import SoldLine, SoldOrder
from oscar_referrals.selectors.refunds import Returned, returned_of
from oscar_referrals.shop.orders import share_returned

Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")


def orders_to_count(pledge: Pledge, *, limit: int) -> list[int]:
    """Return the oldest orders of a pledge's window that have no donation yet. One query."""
    counted = Donation.objects.filter(pledge=pledge, order_number=OuterRef("number"))
    orders = Order.objects.filter(
        ~Exists(counted),
        currency=pledge.currency,
        date_placed__gte=pledge.starts_at,
        date_placed__lt=pledge.ends_at,
    )
    if pledge.counts == CountedOrders.WITH_CODE:
        with_code = Referral.objects.filter(
            program=pledge.program_id, advocate__partner=pledge.partner_id, order=OuterRef("pk")
        )
        orders = orders.filter(Exists(with_code))
    return list(orders.order_by("pk").values_list("pk", flat=True)[:limit])


def sold_orders(order_ids: Iterable[int | None]) -> dict[int, SoldOrder]:
    """Return what is known of orders' lines now, by primary key. Four queries."""
    orders = Order.objects.filter(pk__in=set(order_ids) - {None}).prefetch_related("lines")
    found = list(orders)
    returned = returned_of(order.number for order in found)
    return {order.pk: _describe(order, returned[order.number]) for order in found}


def products_in_ranges(product_ids: Iterable[int | None], *, ranges: Sequence[str]) -> set[int]:
    """Return which products belong to one of the ranges; all of them if no range is named."""
    wanted = {pk for pk in product_ids if pk is not None}
    if not ranges:
        return wanted
    found: set[int] = set()
    for row in Range.objects.filter(slug__in=ranges):
        products = row.all_products().filter(pk__in=wanted)
        found |= set(products.values_list("pk", flat=True))
    return found


def _describe(order: Any, returned: Returned) -> SoldOrder:
    is_cancelled = order.status in settings.CANCELLED_STATUSES
    return SoldOrder(
        order_id=order.pk,
        number=str(order.number),
        currency=order.currency,
        placed_at=order.date_placed,
        is_left=not is_cancelled and not returned.is_charged_back,
        lines=tuple(
            SoldLine(
                line_id=line.pk,
                product_id=line.product_id,
                net=line.line_price_excl_tax,
                returned=share_returned(line, order, returned),
            )
            for line in order.lines.all()
        ),
    )
