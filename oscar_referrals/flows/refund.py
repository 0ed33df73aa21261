"""The door for refunds: whatever system a shop refunds with, it ends here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import KeyReused
from oscar_referrals.flows.work import enqueue
from oscar_referrals.models import Refund, RefundedLine


def record_refund(
    *,
    order: Any,
    amount: Decimal,
    reference: str,
    lines: Mapping[int, int] | None = None,
) -> Refund:
    """Record that a customer got money back, once per reference, and let the rewards follow.

    `order` is the shop's order; `amount` is in its currency. `lines` says how many pieces of which
    order line came back (line id to quantity): {} for a refund that is not about goods, such as
    shipping, None if it is not known; then the amount is spread over the whole order. Refunds of
    one order may come in any order and any split: only their total counts. More than was paid or
    bought is not counted twice. Raises KeyReused if the reference came with other content.
    """
    return _record(
        order=order, amount=amount, reference=reference, lines=lines, is_chargeback=False
    )


def record_chargeback(*, order: Any, reference: str) -> Refund:
    """Record that a customer's bank took the payment back: nothing of the order remains."""
    return _record(
        order=order,
        amount=order.total_incl_tax,
        reference=reference,
        lines=None,
        is_chargeback=True,
    )


def _record(
    *,
    order: Any,
    amount: Decimal,
    reference: str,
    lines: Mapping[int, int] | None,
    is_chargeback: bool,
) -> Refund:
    if amount < 0:
        raise ValueError("A refund is not negative.")
    try:
        with transaction.atomic():
            refund = _write(
                order=order,
                amount=amount,
                reference=reference,
                lines=lines,
                is_chargeback=is_chargeback,
            )
    except IntegrityError:
        refund = Refund.objects.get(order_number=order.number, reference=reference)
        _require_same(refund=refund, amount=amount, lines=lines)
    return refund


def _write(
    *,
    order: Any,
    amount: Decimal,
    reference: str,
    lines: Mapping[int, int] | None,
    is_chargeback: bool,
) -> Refund:
    moment = database_now()
    refund = Refund.objects.create(
        order_id=order.pk,
        order_number=order.number,
        reference=reference,
        amount=amount,
        names_lines=lines is not None,
        is_chargeback=is_chargeback,
        recorded_at=moment,
    )
    RefundedLine.objects.bulk_create(
        RefundedLine(refund=refund, line_id=line_id, quantity=quantity)
        for line_id, quantity in sorted((lines or {}).items())
    )
    enqueue(kind="order_changed", subject=order.pk, due_at=moment, occasion=f"refund:{refund.pk}")
    return refund


def _require_same(*, refund: Refund, amount: Decimal, lines: Mapping[int, int] | None) -> None:
    recorded = {line.line_id: line.quantity for line in refund.lines.all()}
    if refund.amount != amount or refund.names_lines != (lines is not None):
        raise KeyReused(refund.reference)
    if recorded != dict(lines or {}):
        raise KeyReused(refund.reference)
