"""Reading what Oscar's orders sold, line by line."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.models import CountedOrders, Donation, Pledge, Referral, Refund
from oscar_referrals.money import ZERO, exact
from oscar_referrals.ports import BestCustomer, SoldLine, SoldOrder
from oscar_referrals.selectors.refunds import Returned, returned_of
from oscar_referrals.shop.orders import share_returned

Order = get_model("order", "Order")


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


def best_customers(
    *, by_spend: bool, currency: str, since: datetime, limit: int
) -> list[BestCustomer]:
    """Return the active accounts with the highest spend, or the most orders. One query."""
    email = f"user__{get_user_model().get_email_field_name()}"
    orders = Order.objects.filter(
        currency=currency, date_placed__gte=since, user__is_active=True
    ).exclude(Q(status__in=settings.CANCELLED_STATUSES) | Q(**{email: ""}))
    refunded = Refund.objects.filter(order_number=OuterRef("number")).order_by()
    back = refunded.values("order_number").annotate(total=Sum("amount")).values("total")
    kept = F("total_incl_tax") - Coalesce(Subquery(back), ZERO, output_field=DecimalField())
    figure = exact(Sum("kept")) if by_spend else Count("pk")
    counted = orders.annotate(kept=kept).order_by().values_list("user", email)
    best = counted.annotate(figure=figure).filter(figure__gt=0).order_by("-figure", "user")
    return [BestCustomer(pk, address, Decimal(number)) for pk, address, number in best[:limit]]


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
