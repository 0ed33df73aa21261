"""What came back of an order, all refunds together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from oscar_referrals.models import Refund, RefundedLine


@dataclass(frozen=True, slots=True)
class Returned:
    """The cumulative refunds of one order.

    `quantities` says how many pieces of which line came back; `unnamed` how much was refunded
    without saying what for, in the order's currency.
    """

    quantities: Mapping[int, int]
    unnamed: Decimal
    is_charged_back: bool

    def share_of_line(self, *, line_id: int, quantity: int) -> Fraction:
        """Return which part of a line came back, from 0 to 1, however often it was refunded."""
        if quantity <= 0:
            return Fraction(0)
        return Fraction(min(self.quantities.get(line_id, 0), quantity), quantity)

    def share_of_order(self, *, total: Decimal) -> Fraction:
        """Return which part of the order's total came back without naming lines, from 0 to 1."""
        if total <= 0:
            return Fraction(0)
        return min(Fraction(self.unnamed) / Fraction(total), Fraction(1))


def returned_of(order_numbers: Iterable[str]) -> dict[str, Returned]:
    """Return the refunds of orders as they were recorded, by order number. Two queries."""
    refunds: dict[str, list[Refund]] = {number: [] for number in order_numbers}
    for refund in Refund.objects.filter(order_number__in=refunds):
        refunds[refund.order_number].append(refund)
    quantities: dict[str, dict[int, int]] = {number: {} for number in refunds}
    lines = RefundedLine.objects.filter(refund__order_number__in=refunds)
    rows = lines.values_list("refund__order_number", "line_id").annotate(total=Sum("quantity"))
    for number, line_id, total in rows:
        quantities[number][line_id] = total
    return {
        number: Returned(
            quantities=quantities[number],
            unnamed=sum((row.amount for row in rows if not row.names_lines), Decimal("0.00")),
            is_charged_back=any(row.is_chargeback for row in rows),
        )
        for number, rows in refunds.items()
    }
