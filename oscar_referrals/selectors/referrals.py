"""Finding referrals, and everything that explains one."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet

from oscar_referrals.models import (
    Entry,
    Event,
    Program,
    Referral,
    ReferralState,
    Reward,
    Transfer,
    Work,
)
from oscar_referrals.selectors.due_work import work_of_referral


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that explains where a referral stands, oldest first."""

    events: list[Event]
    rewards: list[Reward]
    transfers: list[Transfer]
    work: list[Work]


def find_referrals(
    *,
    program: Program | None = None,
    state: str = "",
    text: str = "",
    ordered_from: datetime | None = None,
    ordered_before: datetime | None = None,
) -> "QuerySet[Referral]":
    """Return referrals, newest first, in one query.

    `text` is part of a code, an order number or the advocate's e-mail address. The moments are
    aware; `ordered_before` itself is not included.
    """
    found = Referral.objects.select_related("program", "advocate__user", "claim__code")
    if program is not None:
        found = found.filter(program=program)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(_mentions(text))
    if ordered_from is not None:
        found = found.filter(placed_at__gte=ordered_from)
    if ordered_before is not None:
        found = found.filter(placed_at__lt=ordered_before)
    return found


def referrals_in_review(program: Program) -> "QuerySet[Referral]":
    """Return the referrals of a program that wait for a person, longest waiting first."""
    waiting = find_referrals(program=program, state=ReferralState.REVIEW)
    return waiting.order_by("moved_at", "pk")


def why_of(referral: Referral) -> Why:
    """Gather what explains a referral, in six queries at most."""
    entries = Prefetch("entries", Entry.objects.select_related("account__user"))
    transfers = Transfer.objects.filter(reward__referral=referral).prefetch_related(entries)
    return Why(
        events=list(referral.events.select_related("actor", "reward")),
        rewards=list(referral.rewards.select_related("voucher").order_by("pk")),
        transfers=list(transfers),
        work=list(work_of_referral(referral)),
    )


def _mentions(text: str) -> Q:
    email = f"advocate__user__{get_user_model().get_email_field_name()}__icontains"
    return (
        Q(claim__code__text__icontains=text) | Q(order_number__icontains=text) | Q(**{email: text})
    )
