"""Budgets against the referrals, rewards and reservations that use them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.expressions import Combinable

from oscar_referrals.models import (
    Budget,
    Donation,
    Gift,
    Referral,
    ReferralState,
    Reservation,
    Reward,
)
from oscar_referrals.models.referral import was_undone
from oscar_referrals.money import exact

PROMISED = (
    ReferralState.PENDING,
    ReferralState.HELD,
    ReferralState.REVIEW,
    ReferralState.APPROVED,
)

Sums = dict[tuple[int, str], Decimal]


def reserved_equals_promises() -> Iterator[str]:
    """Reserved is what advocates may still get, what baskets keep and what gifts are worth."""
    promised = _sums_of(Referral.objects.filter(state__in=PROMISED), "program", F("promise"))
    kept = _sums_of(Reservation.objects.all(), "program", F("amount"))
    given = Gift.objects.annotate(currency=F("drop__currency"))
    gifts = _sums_of(given, "drop__program", F("code__held"))
    for budget in Budget.objects.order_by("pk"):
        expected = _of(budget, promised) + _of(budget, kept) + _of(budget, gifts)
        if budget.reserved != expected:
            yield f"Budget {budget} has reserved {budget.reserved}, promised is {expected}."


def committed_equals_costs() -> Iterator[str]:
    """Committed is every discount used, every reward and donation less what was taken back."""
    used = Referral.objects.exclude(was_undone())
    discounts = _sums_of(used, "program", F("discount"))
    rewards = _sums_of(Reward.objects.all(), "referral__program", F("granted") - F("clawed"))
    donated = _sums_of(Donation.objects.all(), "pledge__program", F("accrued"))
    for budget in Budget.objects.order_by("pk"):
        expected = _of(budget, discounts) + _of(budget, rewards) + _of(budget, donated)
        if budget.committed != expected:
            yield f"Budget {budget} has committed {budget.committed}, spent is {expected}."


def above_the_cap() -> Iterator[str]:
    """Yield budgets that are used beyond their cap. A cap that was lowered breaks no promise."""
    for budget in Budget.objects.filter(cap__isnull=False).order_by("pk"):
        if budget.cap is not None and budget.used > budget.cap:
            yield f"Budget {budget} has used {budget.used} of {budget.cap}: was its cap lowered?"


def _sums_of(rows: "QuerySet[Any]", program: str, amount: Combinable) -> Sums:
    sums: Sums = defaultdict(Decimal)
    found = rows.order_by().values_list(program, "currency").annotate(total=exact(Sum(amount)))
    sums.update({(program_id, currency): total for program_id, currency, total in found})
    return sums


def _of(budget: Budget, sums: Sums) -> Decimal:
    return sums[budget.program_id, budget.currency]


CHECKS = (reserved_equals_promises, committed_equals_costs)
