"""How a program does month by month: long-running ones tire, and then each new customer costs more.

Months are those in which friends ordered, on the shop's calendar. Where the database knows no time
zones, as a MariaDB into which nobody has loaded them, they begin and end by UTC.
"""

from collections.abc import Mapping
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, DateField, F, Sum
from django.db.models.functions import Coalesce, TruncMonth

from oscar_referrals.models import Program, Reward
from oscar_referrals.money import ZERO
from oscar_referrals.selectors.figures import KEPT, UNDONE, Result

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: So many months are told; older ones are no news.
MONTHS = 6

#: The first day of a month, and how it went.
Month = tuple[date, Result]


def trend_of(program: Program) -> list[Month]:
    """Return the newest months in which friends ordered, oldest first, by currency; two queries.

    What an order has brought and cost counts for the month of the order, whenever it was refunded
    or rewarded.
    """
    orders = program.referrals.annotate(month=_month_of("placed_at")).order_by()
    sales = orders.values("month", "currency").annotate(
        kept=Count("pk", filter=KEPT),
        revenue=Coalesce(Sum("base", filter=KEPT), ZERO),
        discounts=Coalesce(Sum("discount", filter=~UNDONE), ZERO),
    )
    rows = list(sales.order_by("month", "currency"))
    newest = sorted({row["month"] for row in rows})[-MONTHS:]
    rewards = _rewards_by_month(program)
    return [
        (row["month"], _result_of(row, rewards.get((row["month"], row["currency"]), ZERO)))
        for row in rows
        if row["month"] in newest
    ]


def costs_more_than_before(months: list[Month]) -> bool:
    """Tell whether a new customer of the newest month costs more than in each of the two before.

    The currency of the newest month counts. Two months, or one without a new customer, say nothing
    yet.
    """
    if not months:
        return False
    _newest, last = months[-1]
    in_currency = [result for _month, result in months if result.currency == last.currency]
    costs = [result.cost_per_new_customer for result in in_currency[-3:]]
    if len(costs) < 3 or None in costs:
        return False
    *before, newest = [cost or ZERO for cost in costs]
    return newest > max(before)


def _month_of(field: str) -> TruncMonth:
    zone = None if connection.features.has_zoneinfo_database else UTC
    return TruncMonth(field, output_field=DateField(), tzinfo=zone)


def _rewards_by_month(program: Program) -> "dict[tuple[Any, str], Decimal]":
    rewards: QuerySet[Reward] = Reward.objects.filter(referral__program=program).order_by()
    rows = rewards.values(month=_month_of("referral__placed_at"), money=F("currency")).annotate(
        issued=Sum(F("granted") - F("clawed"))
    )
    return {(row["month"], row["money"]): row["issued"] for row in rows}


def _result_of(row: Mapping[str, Any], rewards: Decimal) -> Result:
    sold = {name: row[name] for name in ("currency", "kept", "revenue", "discounts")}
    return Result(**sold, rewards=rewards, budget=None)
