"""What programs have brought and what they cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from oscar_referrals.models import (
    Advocate,
    Budget,
    Claim,
    Program,
    Referral,
    ReferralState,
    Reward,
    Visit,
)
from oscar_referrals.money import HUNDRED, ZERO
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.referrals import WAITS_FOR_A_PERSON

#: Orders that are still a success.
KEPT = ~Q(state__in=(ReferralState.VOIDED, ReferralState.CLAWED_BACK))
#: Orders whose discount was not used after all, because nothing was sold.
UNDONE = Q(
    state__in=(ReferralState.VOIDED, ReferralState.CLAWED_BACK),
    reason__in=(Reason.ORDER_CANCELLED, Reason.ORDER_GONE),
)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people came how far. Visitors are counted once a day."""

    visitors: int
    claims: int
    orders: int
    kept: int

    @property
    def share_kept(self) -> Decimal | None:
        """Percent of the visitors whose order was kept, to one place; None without visitors."""
        if not self.visitors:
            return None
        return (self.kept * HUNDRED / self.visitors).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class ProgramFunnel(Funnel):
    """The funnel of a whole program, down to the referrals whose reward was issued and stands."""

    rewarded: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a program has brought and cost in one currency; all amounts are in `currency`.

    `revenue` is what the kept orders' lines cost after every discount. `discounts` were given to
    friends, `rewards` issued to advocates less what was taken back.
    """

    currency: str
    kept: int
    revenue: Decimal
    discounts: Decimal
    rewards: Decimal
    budget: Budget | None

    @property
    def cost(self) -> Decimal:
        """Discounts and rewards together."""
        return self.discounts + self.rewards

    @property
    def cost_per_new_customer(self) -> Decimal | None:
        """Cost per kept order, to the cent; None without one."""
        return (self.cost / self.kept).quantize(Decimal("0.01")) if self.kept else None

    @property
    def revenue_per_cost(self) -> Decimal | None:
        """How many times the cost came back as revenue, to one place; None without cost."""
        return (self.revenue / self.cost).quantize(Decimal("0.1")) if self.cost else None


def list_programs() -> "QuerySet[Program]":
    """Return all programs, newest first, with terms, budgets and counts, in two queries.

    Each carries `advocate_count`, `referral_count` and `review_count`.
    """
    referrals = Referral.objects.filter(program=OuterRef("pk"))
    in_review = referrals.filter(WAITS_FOR_A_PERSON)
    advocates = Advocate.objects.filter(program=OuterRef("pk"), left_at=None)
    programs = Program.objects.select_related("current_terms").prefetch_related("budgets")
    return programs.annotate(
        advocate_count=_count(advocates),
        referral_count=_count(referrals),
        review_count=_count(in_review),
    )


def funnel_of(program: Program) -> ProgramFunnel:
    """Count a program's visitors, claims and orders, in three queries."""
    return funnels_of([program])[program.pk]


def funnels_of(programs: Iterable[Program]) -> dict[int, ProgramFunnel]:
    """Count visitors, claims and orders of some programs, by primary key, in three queries."""
    pks = [program.pk for program in programs]
    of_these = Q(code__advocate__program__in=pks)
    visitors = _by_program(Visit.objects.filter(of_these), Count("visitor", distinct=True))
    claims = _by_program(Claim.objects.filter(of_these), Count("pk"))
    referrals = Referral.objects.filter(program__in=pks).order_by().values("program")
    rewarded = Q(state=ReferralState.REWARDED)
    rows = referrals.annotate(
        orders=Count("pk"), kept=Count("pk", filter=KEPT), rewarded=Count("pk", filter=rewarded)
    )
    nothing = {"orders": 0, "kept": 0, "rewarded": 0}
    counts = rows.values_list("program", *nothing)
    orders = {program: dict(zip(nothing, numbers, strict=True)) for program, *numbers in counts}
    return {
        pk: ProgramFunnel(
            visitors=visitors.get(pk, 0), claims=claims.get(pk, 0), **orders.get(pk, nothing)
        )
        for pk in pks
    }


def _by_program(rows: "QuerySet[Visit] | QuerySet[Claim]", counted: Count) -> dict[int, int]:
    program = "code__advocate__program"
    numbers = rows.order_by().values(program).annotate(number=counted)
    return dict(numbers.values_list(program, "number"))


def results_of(program: Program) -> list[Result]:
    """Return what a program has brought and cost, one row per currency, in three queries."""
    return results_among(program.referrals.all(), budgets=program.budgets.all())


def results_among(
    referrals: "QuerySet[Referral]", *, budgets: Iterable[Budget] = ()
) -> list[Result]:
    """Return what some referrals have brought and cost, one row per currency, in two queries."""
    sold = _sales_by_currency(referrals)
    rewards = _rewards_by_currency(referrals)
    budget_in = {budget.currency: budget for budget in budgets}
    nothing = {"kept": 0, "revenue": ZERO, "discounts": ZERO}
    return [
        Result(
            currency=currency,
            rewards=rewards.get(currency, ZERO),
            budget=budget_in.get(currency),
            **sold.get(currency, nothing),
        )
        for currency in sorted({*sold, *rewards, *budget_in})
    ]


def _sales_by_currency(referrals: "QuerySet[Referral]") -> Mapping[str, dict[str, Any]]:
    rows = (
        referrals.order_by("currency")
        .values("currency")
        .annotate(
            kept=Count("pk", filter=KEPT),
            revenue=Coalesce(Sum("base", filter=KEPT), ZERO),
            discounts=Coalesce(Sum("discount", filter=~UNDONE), ZERO),
        )
    )
    return {
        row["currency"]: {
            "kept": row["kept"],
            "revenue": row["revenue"],
            "discounts": row["discounts"],
        }
        for row in rows
    }


def _rewards_by_currency(referrals: "QuerySet[Referral]") -> Mapping[str, Decimal]:
    found = referrals.order_by().values("pk")
    rewards = Reward.objects.filter(referral__in=found).order_by("currency")
    issued = Sum(F("granted") - F("clawed"))
    return dict(
        rewards.values("currency").annotate(issued=issued).values_list("currency", "issued")
    )


def _count(rows: "QuerySet[Advocate] | QuerySet[Referral]") -> Coalesce:
    counted = rows.order_by().values("program").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
