"""Oscar's own rows about refunds, translated for `flows.refund.record_refund`.

Oscar announces no refund. A shop says by a setting which of its rows are refunds: payment events,
which may name the order lines that came back, or transactions of a payment source, which cannot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from oscar.core.loading import get_model

from oscar_referrals.clock import database_now
from oscar_referrals.conf import settings
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.models import Referral, Refund, Transfer
from oscar_referrals.selectors.orders import is_followed

#: Oscar writes the lines of a payment event after the event itself.
_UNTIL_ALL_IS_WRITTEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a shop keeps refunds, and the way from such a row to its type and its order."""

    name: str
    model: Any
    type_path: str
    order_path: str

    def reference_of(self, row: Any) -> str:
        """Return the name under which a refund is recorded, the same for ever."""
        return f"{self.name}:{row.pk}"


_SOURCES = {
    source.name: source
    for source in (
        _Source("payment_event", get_model("order", "PaymentEvent"), "event_type__name", "order"),
        _Source("transaction", get_model("payment", "Transaction"), "txn_type", "source__order"),
    )
}


def is_refund(row: Any) -> bool:
    """Tell whether a payment event or a transaction is a refund, as the shop's settings say."""
    source = _chosen_source()
    if source is None or not isinstance(row, source.model):
        return False
    return _follow(row, source.type_path) in settings.REFUND_TYPES


def note_refund(row: Any) -> None:
    """Write down that a refund has to be recorded, once everything about it is written."""
    source = _chosen_source()
    if source is not None and is_followed(_follow(row, source.order_path).pk):
        enqueue(
            kind="refund",
            subject=row.pk,
            due_at=database_now() + _UNTIL_ALL_IS_WRITTEN,
            occasion=source.name,
        )


@handles("refund")
def record(row_id: int) -> None:
    """Record the refund that one of Oscar's rows tells of, if it still does."""
    source = _chosen_source()
    row = _refunds(source).filter(pk=row_id).first() if source else None
    if source and row:
        _record(source, row)


def record_missing(*, since: datetime) -> int:
    """Record refunds that Oscar knows since then and we do not; return how many.

    They come from rows that were written in bulk and sent no signal. It may be repeated.
    """
    source = _chosen_source()
    if source is None:
        return 0
    until = database_now() - _UNTIL_ALL_IS_WRITTEN
    in_time = _refunds(source).filter(date_created__gte=since, date_created__lte=until)
    missing = list(_not_recorded(source, in_time).order_by("pk"))
    for row in missing:
        _record(source, row)
    return len(missing)


def record_refunds_of(order_ids: Sequence[int]) -> None:
    """Record the refunds of some orders that Oscar knows and we do not."""
    source = _chosen_source()
    if source is None:
        return
    until = database_now() - _UNTIL_ALL_IS_WRITTEN
    rows = _refunds(source).filter(
        ~Exists(_recorded(source)),
        date_created__lte=until,
        **{f"{source.order_path}__in": order_ids},
    )
    for row in rows.order_by("pk"):
        _record(source, row)


def amounts_refunded(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """Return what Oscar's rows say was paid back, by order, recorded by us or not. One query."""
    source = _chosen_source()
    if source is None:
        return {}
    rows = _refunds(source).filter(**{f"{source.order_path}__in": list(order_ids)})
    amounts: dict[int, Decimal] = {}
    for order_id, amount in rows.values_list(source.order_path, "amount"):
        amounts[order_id] = amounts.get(order_id, Decimal(0)) + abs(amount)
    return amounts


def _chosen_source() -> _Source | None:
    return _SOURCES.get(settings.REFUND_SOURCE or "")


def _refunds(source: _Source) -> "QuerySet[Any]":
    return source.model.objects.filter(**{f"{source.type_path}__in": settings.REFUND_TYPES})


def _not_recorded(source: _Source, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Return the rows about orders that concern us, and whose refund we do not know."""
    referred = Referral.objects.filter(order__isnull=False).values("order_id")
    paid_with_credit = Transfer.objects.filter(order_id__isnull=False).values("order_id")
    concerns_us = Q(**{f"{source.order_path}__in": referred}) | Q(
        **{f"{source.order_path}__in": paid_with_credit}
    )
    return rows.filter(concerns_us, ~Exists(_recorded(source)))


def _recorded(source: _Source) -> "QuerySet[Refund]":
    """Return the refunds that a row of the source, in a query around this one, has become."""
    return Refund.objects.filter(
        order_number=OuterRef(f"{source.order_path}__number"),
        reference=Concat(Value(f"{source.name}:"), Cast(OuterRef("pk"), CharField())),
    )


def _record(source: _Source, row: Any) -> None:
    """Record a refund. Some shops note what they pay back as a negative amount."""
    quantities: dict[int, int] = {}
    if hasattr(row, "line_quantities"):
        quantities = dict(row.line_quantities.values_list("line_id", "quantity"))
    record_refund(
        order=_follow(row, source.order_path),
        amount=abs(row.amount),
        reference=source.reference_of(row),
        lines=quantities or None,
    )


def _follow(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)
