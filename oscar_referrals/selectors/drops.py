"""Gift drops: who would get a gift, and what became of those that were given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models import Drop, DropMeasure, Gift, Program, Referral
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.models.referral import was_undone
from oscar_referrals.ports import BestCustomer, shop
from oscar_referrals.selectors.figures import KEPT

_MONTH = timedelta(days=30)

GIVEN, USED, EXPIRED, WITHDRAWN = (
    _("given"),
    _("used by a friend"),
    _("expired"),
    _("withdrawn"),
)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a drop would be. Amounts are in `currency`; `room` is None if nothing limits it."""

    people: list[BestCustomer]
    value: Decimal
    room: Decimal | None
    currency: str

    @property
    def cost(self) -> Decimal:
        """What all gifts together take out of the budget, if all are used."""
        return self.value * len(self.people)

    @property
    def is_affordable(self) -> bool:
        """Tell whether the budget has room for all of it."""
        return self.room is None or self.cost <= self.room


def find_best(*, plan: DropPlan, currency: str, moment: datetime) -> list[BestCustomer]:
    """Return the best customers with an account, the best first, at most `plan.people`."""
    since = moment - plan.months * _MONTH
    if plan.measure == DropMeasure.REFERRALS:
        return _best_advocates(since=since, limit=plan.people)
    return shop().best_customers(
        by_spend=plan.measure == DropMeasure.SPEND,
        currency=currency,
        since=since,
        limit=plan.people,
    )


def try_drop(*, program: Program, plan: DropPlan, moment: datetime) -> DryRun:
    """Return what a drop would be now. Nothing is written."""
    terms = program.terms_in_force
    budget = program.budgets.filter(currency=terms.currency).first()
    room = None if budget is None or budget.cap is None else budget.cap - budget.used
    return DryRun(
        people=find_best(plan=plan, currency=terms.currency, moment=moment),
        value=terms.friend_value,
        room=room,
        currency=terms.currency,
    )


def drops_of(program: Program) -> "QuerySet[Drop]":
    """Return a program's drops with `gift_count` and `used_count`. One query."""
    is_used = Count("gifts__code__claims__referral", filter=~was_undone(prefix=_TO_REFERRAL))
    return program.drops.annotate(
        gift_count=Count("gifts", distinct=True), used_count=is_used
    ).order_by("-made_at", "-pk")


def gifts_of_drop(drop: Drop) -> "QuerySet[Gift]":
    """Return a drop's gifts, each with `is_used`. One query."""
    return _with_use(drop.gifts.select_related("code", "drop", "giver__user")).order_by("pk")


def gifts_to_print(drop: Drop, *, moment: datetime) -> "QuerySet[Gift]":
    """Return a drop's gifts that a friend can still use, with their codes. One query."""
    gifts = drop.gifts.filter(code__retired_at=None, code__expires_at__gt=moment)
    return gifts.exclude(Exists(_uses())).select_related("code__advocate").order_by("pk")


def gifts_of(user_id: int) -> "QuerySet[Gift]":
    """Return the gifts that a customer was given to give away, the newest first. One query."""
    gifts = Gift.objects.filter(giver__user_id=user_id)
    return _with_use(gifts.select_related("code", "drop")).order_by("-pk")


def standing_of(gift: Gift, *, moment: datetime) -> Promise:
    """Return what became of a gift from one of the functions above."""
    if gift.is_used:  # type: ignore[attr-defined]
        return USED
    if gift.code.retired_at is not None:
        return WITHDRAWN
    return EXPIRED if gift.drop.valid_until <= moment else GIVEN


_TO_REFERRAL = "gifts__code__claims__referral__"


def _with_use(gifts: "QuerySet[Gift]") -> "QuerySet[Gift]":
    return gifts.annotate(is_used=Exists(_uses()))


def _uses() -> "QuerySet[Referral]":
    """Return the orders in which a gift of the outer query was used."""
    return Referral.objects.exclude(was_undone()).filter(claim__code=OuterRef("code"))


def _best_advocates(*, since: datetime, limit: int) -> list[BestCustomer]:
    email = f"advocate__user__{get_user_model().get_email_field_name()}"
    standing = Referral.objects.filter(
        KEPT, placed_at__gte=since, advocate__user__is_active=True
    ).exclude(**{email: ""})
    counted = standing.values_list("advocate__user", email).annotate(number=Count("pk"))
    return [
        BestCustomer(user_id=user_id, email=address, figure=Decimal(number))
        for user_id, address, number in counted.order_by("-number", "advocate__user")[:limit]
    ]
