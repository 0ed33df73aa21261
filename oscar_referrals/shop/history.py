"""Reading all of the shop's past orders, for previews, in memory that does not grow with them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.models import Refund
from oscar_referrals.money import ZERO, exact
from oscar_referrals.ports import PastOrder
from oscar_referrals.shop.orders import order_facts
from oscar_referrals.shop.refunds import amounts_refunded

Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")

#: Orders read at a time. Each time costs two queries, more only where goods came back.
BATCH = 2_000

_NOTHING = Fraction(0)
_AMOUNT = DecimalField(max_digits=14, decimal_places=2)
_COLUMNS = (
    "pk",
    "number",
    "customer",
    "user_id",
    "date_placed",
    "currency",
    "status",
    "total_incl_tax",
    "shipping_incl_tax",
)


def past_orders() -> Iterator[PastOrder]:
    """Return all orders, customer by customer, each customer's from the oldest to the newest.

    A customer is an e-mail address, of the account or of the guest, whatever its case; an account
    without an address is a customer of its own.
    """
    sums = _sums_of_lines()
    orders = Order.objects.annotate(customer=_customer()).values(*_COLUMNS).annotate(**sums)
    orders = orders.order_by("customer", "date_placed", "pk")
    rows = orders.values_list(*_COLUMNS, *sums, named=True).iterator(chunk_size=BATCH)
    cancelled = frozenset(settings.CANCELLED_STATUSES)
    while batch := list(islice(rows, BATCH)):
        returned = _returned_parts(batch)
        for row in batch:
            part = returned.get(row.pk, _NOTHING)
            yield _past_order(row, returned=part, is_cancelled=row.status in cancelled)


def _customer() -> Coalesce:
    empty = Value("")
    account = Concat(Value("account "), Cast("user_id", CharField()), output_field=CharField())
    return Coalesce(
        NullIf(Lower("user__email"), empty),
        NullIf(Lower("guest_email"), empty),
        Case(When(user_id__isnull=False, then=account)),
        empty,
        output_field=CharField(),
    )


def _sums_of_lines() -> dict[str, Any]:
    """Return what an order's lines cost the customer, with and without tax, and the shop."""
    unknown: Any = Value(1)
    cost: Any = Value(None, output_field=_AMOUNT)
    if _has_cost_prices():
        price = f"lines__stockrecord__{settings.COST_PRICE_FIELD}"
        unknown = Count("lines", filter=Q(**{f"{price}__isnull": True}))
        paid = ExpressionWrapper(F(price) * F("lines__quantity"), output_field=_AMOUNT)
        cost = exact(Sum(paid))
    return {
        "value": exact(Sum("lines__line_price_incl_tax")),
        "net": exact(Sum("lines__line_price_excl_tax")),
        "cost": cost,
        "unknown_costs": unknown,
    }


def _past_order(row: Any, *, returned: Fraction, is_cancelled: bool) -> PastOrder:
    return PastOrder(
        number=row.number,
        customer=row.customer,
        has_account=row.user_id is not None,
        placed_at=row.date_placed,
        currency=row.currency,
        value=row.value or ZERO,
        net=row.net or ZERO,
        cost=None if row.unknown_costs else row.cost,
        returned=returned,
        is_cancelled=is_cancelled,
        shipping=row.shipping_incl_tax,
        order_id=row.pk,
    )


def _has_cost_prices() -> bool:
    try:
        StockRecord._meta.get_field(settings.COST_PRICE_FIELD)
    except FieldDoesNotExist:
        return False
    return True


def _returned_parts(rows: Sequence[Any]) -> dict[int, Fraction]:
    """Return which parts of orders came back, as recorded by us or else as Oscar's rows tell."""
    totals = {row.pk: row.total_incl_tax for row in rows}
    parts = {
        order_id: min(Fraction(amount) / Fraction(totals[order_id]), Fraction(1))
        for order_id, amount in amounts_refunded(totals).items()
        if totals[order_id] > 0
    }
    refunds = Refund.objects.filter(order_id__in=list(totals))
    recorded = set(refunds.values_list("order_id", flat=True))
    if recorded:
        for facts in order_facts(recorded).values():
            is_lost = facts.is_charged_back or not facts.value
            parts[facts.order_id] = (
                Fraction(1) if is_lost else facts.returned / Fraction(facts.value)
            )
    return parts
