"""Reading Oscar's orders as facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace, Trim
from django.db.models.lookups import EndsWith, Exact, StartsWith
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.identity import Mailbox, mailbox_of
from oscar_referrals.models import IndexedOrder
from oscar_referrals.money import part_of
from oscar_referrals.ports import KnownOrder, OrderFacts, OrderPerson
from oscar_referrals.selectors.refunds import Returned, returned_of

Order = get_model("order", "Order")
OrderLine = get_model("order", "Line")
OrderLineDiscount = get_model("order", "OrderLineDiscount")
OrderStatusChange = get_model("order", "OrderStatusChange")

ZERO = Decimal("0.00")


def order_facts(order_ids: Iterable[int | None]) -> dict[int, OrderFacts]:
    """Return what is known of orders now, read from their lines, by primary key. Five queries."""
    lines = Prefetch("lines", OrderLine.objects.only("order", "quantity", "line_price_incl_tax"))
    orders = Order.objects.filter(pk__in=set(order_ids) - {None}).prefetch_related(lines)
    found = list(orders.only("number", "currency", "date_placed", "status", "total_incl_tax"))
    delivered_at = _delivery_dates(found)
    returned = returned_of(order.number for order in found)
    return {
        order.pk: _facts(order, delivered_at.get(order.pk), returned[order.number])
        for order in found
    }


def credit_to_return(*, order_id: int, voucher_id: int) -> Decimal | None:
    """Return how much of what a credit voucher paid belongs to returned goods; None for all."""
    order = Order.objects.filter(pk=order_id).first()
    if order is None or order.status in settings.CANCELLED_STATUSES:
        return None
    returned = returned_of([order.number])[order.number]
    if returned.is_charged_back:
        return None
    paid = OrderLineDiscount.objects.filter(
        line__order=order, order_discount__voucher_id=voucher_id
    ).select_related("line")
    exact = sum(
        (Fraction(row.amount) * share_returned(row.line, order, returned) for row in paid), 0
    )
    return part_of(amount=Decimal(1), share=Fraction(exact), currency=order.currency)


def newer_order(
    *, after: int, user_id: int | None, email: str, except_order_id: int | None
) -> KnownOrder | None:
    """Return an order of an account, or one above `after` with an e-mail address, or None.

    Cancelled orders and `except_order_id` do not count. One query.
    """
    orders = _orders_after(after, user_id=user_id, email=email).exclude(pk=except_order_id)
    row = orders.order_by("pk").values_list("number", "date_placed", "user_id").first()
    if row is None:
        return None
    number, placed_at, owner_id = row
    is_own = owner_id is not None and owner_id == user_id
    return KnownOrder(number, placed_at, owner_id is None, has_same_email=not is_own)


def past_order_numbers(
    *, user_id: int | None, email: str, identities: Sequence[str], except_order_id: int | None
) -> frozenset[str]:
    """Return the numbers of all orders of this person that were not cancelled. Three queries."""
    if not identities and user_id is None:
        return frozenset()
    indexed = IndexedOrder.objects.filter(identity__in=identities)
    indexed = indexed.exclude(order__status__in=settings.CANCELLED_STATUSES)
    if except_order_id is not None:
        indexed = indexed.filter(~Q(order=except_order_id) | Q(order=None))
    last = IndexedOrder.objects.aggregate(last=Max("order"))["last"] or 0
    orders = _orders_after(last, user_id=user_id, email=email).exclude(pk=except_order_id)
    numbers = [*indexed.values_list("number", flat=True), *orders.values_list("number", flat=True)]
    return frozenset(numbers)


def _orders_after(after: int, *, user_id: int | None, email: str) -> "QuerySet[Any]":
    """Return orders that were not cancelled: of an account, and above `after` of an address.

    `after` is a number and no subquery: otherwise the database cannot tell how few are newer. These
    few are looked at with all addresses of one mailbox; the index knows the others by then.
    """
    is_theirs = Q(user_id=user_id) if user_id is not None else Q(pk__in=[])
    if email:
        has_address = _leads_to(email, field="guest_email") | _leads_to(email, field="user__email")
        is_theirs |= Q(pk__gt=after) & has_address
    return Order.objects.filter(is_theirs).exclude(status__in=settings.CANCELLED_STATUSES)


def _leads_to(email: str, *, field: str) -> Q:
    """Return the condition under which the address in a field leads where `email` does."""
    leads_there = Q(**{f"{field}__iexact": email})
    mailbox = mailbox_of(email)
    if mailbox is None:
        return leads_there
    for domain in mailbox.rule.domains:
        leads_there |= _is_alias(mailbox, domain, field=field)
    return leads_there


def _is_alias(mailbox: Mailbox, domain: str, *, field: str) -> Q:
    """Return the condition under which a field holds an address of a mailbox at one domain."""
    address: Any = Lower(Trim(field))
    if mailbox.rule.ignores_dots:
        address, domain = Replace(address, Value("."), Value("")), domain.replace(".", "")
    plain, tagged = f"{mailbox.name}@{domain}", f"{mailbox.name}{mailbox.rule.tag_separator}"
    return Q(Exact(address, plain)) | (
        Q(StartsWith(address, tagged)) & Q(EndsWith(address, f"@{domain}"))
    )


def orders_to_index(*, limit: int, after: int) -> list[OrderPerson]:
    """Return the oldest orders above `after` that the index does not know yet, at most `limit`."""
    known = IndexedOrder.objects.filter(order=OuterRef("pk"))
    rows = Order.objects.filter(~Exists(known), pk__gt=after).order_by("pk")[:limit]
    columns = rows.values_list(
        "pk", "number", "guest_email", "user__email", "date_placed", "user_id"
    )
    return [
        OrderPerson(pk, number, user_email or guest_email, placed_at, user_id is None)
        for pk, number, guest_email, user_email, placed_at, user_id in columns
    ]


def order_contact(order_id: int) -> tuple[str, int | None]:
    """Return the e-mail address and account of the person who ordered."""
    order = Order.objects.select_related("user").filter(pk=order_id).first()
    if order is None:
        return "", None
    return order.email or "", order.user_id


def _facts(order: Any, delivered_at: datetime | None, returned: Returned) -> OrderFacts:
    lines = list(order.lines.all())
    value = sum((line.line_price_incl_tax for line in lines), ZERO)
    return OrderFacts(
        order_id=order.pk,
        number=order.number,
        currency=order.currency,
        placed_at=order.date_placed,
        delivered_at=delivered_at,
        is_cancelled=order.status in settings.CANCELLED_STATUSES,
        is_charged_back=returned.is_charged_back,
        value=value,
        returned=_returned_value(order, lines, value, returned),
    )


def _returned_value(order: Any, lines: list[Any], value: Decimal, returned: Returned) -> Fraction:
    by_line = sum(
        Fraction(line.line_price_incl_tax)
        * returned.share_of_line(line_id=line.pk, quantity=line.quantity)
        for line in lines
    )
    unnamed = Fraction(value) * returned.share_of_order(total=order.total_incl_tax)
    return min(Fraction(by_line) + unnamed, Fraction(value))


def share_returned(line: Any, order: Any, returned: Returned) -> Fraction:
    """Return which part of an order line came back, from 0 to 1, all refunds together."""
    of_line = returned.share_of_line(line_id=line.pk, quantity=line.quantity)
    return min(of_line + returned.share_of_order(total=order.total_incl_tax), Fraction(1))


def _delivery_dates(orders: list[Any]) -> dict[int, datetime]:
    """Return when orders arrived; in a shop that does not track it, they arrive at once."""
    if not settings.DELIVERED_STATUSES:
        return {order.pk: order.date_placed for order in orders}
    changes = OrderStatusChange.objects.filter(
        order__in=orders, new_status__in=settings.DELIVERED_STATUSES
    )
    # The first date of each order stays: later rows are overwritten by earlier ones.
    return dict(changes.order_by("-date_created").values_list("order_id", "date_created"))
