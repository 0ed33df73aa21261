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

#: In review, or ended and the advocate asks to look again.
WAITS_FOR_A_PERSON = Q(state=ReferralState.REVIEW) | Q(
    appeal__isnull=False, appeal__answered_at=None
)


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

    Those in review are all that wait for a person, appeals as well.

    `text` is part of a code, an order number or the advocate's e-mail address. The moments are
    aware; `ordered_before` itself is not included.
    """
    found = Referral.objects.select_related("program", "advocate__user", "claim__code", "appeal")
    if program is not None:
        found = found.filter(program=program)
    if state == ReferralState.REVIEW:
        found = found.filter(WAITS_FOR_A_PERSON)
    elif state:
        found = found.filter(state=state)
    if text:
        found = found.filter(mentions(text))
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


def mentions(text: str) -> Q:
    """Return the condition under which a referral has to do with a text; see `find_referrals`."""
    email = f"advocate__user__{get_user_model().get_email_field_name()}__icontains"
    return (
        Q(claim__code__text__icontains=text) | Q(order_number__icontains=text) | Q(**{email: text})
    )
