"""Writing a published order history into the shop as real orders: in bulk, and restartable."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.models import Refund, RefundedLine
from oscar_referrals.money import ZERO
from oscar_referrals.shop.histories import Cancellation, Entry, Problem, Sale, Sold

Order = get_model("order", "Order")
Line = get_model("order", "Line")

#: Orders written at a time, in one transaction.
BATCH = 1_000

_Report = Callable[[Problem], None]


@dataclass(slots=True)
class ImportResult:
    """What became of a file's lines: `lines` is the sum of the four figures after it."""

    sold_lines: int = 0
    returned_lines: int = 0
    known_lines: int = 0
    problems: int = 0
    orders: int = 0
    known_orders: int = 0
    refunds: int = 0

    @property
    def lines(self) -> int:
        """All lines below the headings."""
        return self.sold_lines + self.returned_lines + self.known_lines + self.problems


def import_history(*, entries: Iterable[Entry], currency: str, report: _Report) -> ImportResult:
    """Write orders and refunds; return what became of every line.

    Orders and cancellations whose number is there already are skipped, so an import that was
    stopped is simply started again. Nothing else happens: no message, no stock, no signal of
    Oscar's. `report` is called with each line that was not imported.
    """
    result = _Import(currency=currency, report=report).run(entries)
    _count_rows_anew()
    return result


def _count_rows_anew() -> None:
    """Let the database count what is new, so that it plans well from the first question on."""
    command = "ANALYZE TABLE" if connection.vendor == "mysql" else "ANALYZE"
    with connection.cursor() as cursor:
        for model in (Order, Line, Refund, RefundedLine):
            cursor.execute(f"{command} {model._meta.db_table}")


@dataclass(slots=True)
class _Import:
    currency: str
    report: _Report
    result: ImportResult = field(default_factory=ImportResult)
    waiting: list[Sale] = field(default_factory=list)

    def run(self, entries: Iterable[Entry]) -> ImportResult:
        for entry in entries:
            if isinstance(entry, Sale):
                self.waiting.append(entry)
                if len(self.waiting) >= BATCH:
                    self._write_waiting()
            elif isinstance(entry, Cancellation):
                # What comes back may have been sold a moment ago.
                self._write_waiting()
                self._write_cancellation(entry)
            else:
                self._tell(entry)
        self._write_waiting()
        return self.result

    def _tell(self, problem: Problem) -> None:
        self.result.problems += 1
        self.report(problem)

    def _write_waiting(self) -> None:
        sales, self.waiting = self.waiting, []
        numbers = [sale.number for sale in sales]
        known = set(Order.objects.filter(number__in=numbers).values_list("number", flat=True))
        new = [sale for sale in sales if sale.number not in known]
        _write_sales(new, currency=self.currency)
        self.result.orders += len(new)
        self.result.known_orders += len(known)
        self.result.sold_lines += sum(len(sale.sold) for sale in new)
        self.result.known_lines += sum(len(sale.sold) for sale in sales if sale.number in known)

    def _write_cancellation(self, cancellation: Cancellation) -> None:
        if Refund.objects.filter(reference=cancellation.number).exists():
            self.result.known_lines += len(cancellation.sold)
            return
        assigned, left_over = _assign(cancellation)
        _write_refunds(cancellation.number, assigned)
        self.result.refunds += len({line.order_id for line, _sold in assigned})
        self.result.returned_lines += len(assigned)
        for sold in left_over:
            reason = f"no earlier order to assign {sold.quantity} × {sold.code} to"
            self._tell(Problem(sold.line, reason))


def _write_sales(sales: Sequence[Sale], *, currency: str) -> None:
    with transaction.atomic():
        orders = Order.objects.bulk_create([_order(sale, currency) for sale in sales])
        Line.objects.bulk_create(
            _order_line(order, sold)
            for order, sale in zip(orders, sales, strict=True)
            for sold in sale.sold
        )


def _order(sale: Sale, currency: str) -> Any:
    total = sum((sold.total for sold in sale.sold), ZERO)
    return Order(
        number=sale.number,
        guest_email=sale.email,
        currency=currency,
        total_incl_tax=total,
        total_excl_tax=total,
        status=next(iter(settings.DELIVERED_STATUSES), ""),
        date_placed=sale.placed_at,
    )


def _order_line(order: Any, sold: Sold) -> Any:
    return Line(
        order=order,
        partner_sku=sold.code,
        title=sold.title,
        quantity=sold.quantity,
        unit_price_incl_tax=sold.price,
        unit_price_excl_tax=sold.price,
        line_price_incl_tax=sold.total,
        line_price_excl_tax=sold.total,
        line_price_before_discounts_incl_tax=sold.total,
        line_price_before_discounts_excl_tax=sold.total,
        num_allocated=0,
    )


def _assign(cancellation: Cancellation) -> tuple[list[tuple[Any, Sold]], list[Sold]]:
    """Find the customer's latest order line that each returned line can come from.

    Return the pairs, and what came from nowhere: goods bought before the history begins, fees,
    returns of people nobody knows.
    """
    assigned: list[tuple[Any, Sold]] = []
    left_over: list[Sold] = []
    taken: Counter[int] = Counter()
    for sold in cancellation.sold:
        line = _source_of(cancellation, sold, taken)
        if line is None:
            left_over.append(sold)
        else:
            taken[line.pk] += sold.quantity
            assigned.append((line, sold))
    return assigned, left_over


def _source_of(cancellation: Cancellation, sold: Sold, taken: Counter[int]) -> Any:
    """Return the customer's latest line before that with so many pieces still there, or None."""
    if not cancellation.email:
        return None
    bought = Line.objects.filter(
        order__guest_email=cancellation.email,
        order__date_placed__lt=cancellation.cancelled_at,
        partner_sku=sold.code,
    )
    lines = list(bought.select_related("order").order_by("-order__date_placed", "-pk"))
    refunded = RefundedLine.objects.filter(line_id__in=[line.pk for line in lines])
    returned = dict(refunded.values_list("line_id").annotate(Sum("quantity")))
    for line in lines:
        if line.quantity - returned.get(line.pk, 0) - taken[line.pk] >= sold.quantity:
            return line
    return None


def _write_refunds(reference: str, assigned: Sequence[tuple[Any, Sold]]) -> None:
    """Record one refund per order; all of them or none, so that a stopped import can go on."""
    orders = {line.order_id: line.order for line, _sold in assigned}
    with transaction.atomic():
        for order_id, order in orders.items():
            of_order = [(line, sold) for line, sold in assigned if line.order_id == order_id]
            quantities: Counter[int] = Counter()
            for line, sold in of_order:
                quantities[line.pk] += sold.quantity
            record_refund(
                order=order,
                amount=sum((sold.total for _line, sold in of_order), ZERO),
                reference=reference,
                lines=quantities,
            )
