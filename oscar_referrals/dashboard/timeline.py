"""What happened to a program or a referral, as rows to read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from oscar_referrals.dashboard.sentences import describe_rule, reason_sentence
from oscar_referrals.models import (
    Advocate,
    CodeStep,
    Event,
    PayoutBatch,
    PayoutState,
    Program,
    ProgramState,
    Referral,
    ReferralState,
    RewardState,
    Terms,
)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule said, and the values it looked at."""

    name: str
    passed: bool
    reason: str
    values: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, to what, from where to where, why and by whom."""

    when: datetime
    subject: str
    move: str
    reason: str
    who: str
    rules: list[RuleRow] = field(default_factory=list)


def program_timeline(program: Program) -> list[Moment]:
    """Return what was done to a program itself, newest first, in one query."""
    events = (
        program.events.filter(referral=None, advocate=None).select_related("actor").order_by("-pk")
    )
    return [_moment(event, terms=None) for event in events]


def advocate_timeline(advocate: Advocate) -> list[Moment]:
    """Return what staff did with an advocate's codes, newest first, in one query."""
    events = Event.objects.filter(advocate=advocate).order_by("-pk")
    return [_moment(event, terms=None) for event in events]


def payout_timeline(batch: PayoutBatch) -> list[Moment]:
    """Return what was done to a payout, oldest first, in one query."""
    return [_moment(event, terms=None) for event in batch.events.order_by("pk")]


def referral_timeline(*, referral: Referral, events: Iterable[Event]) -> list[Moment]:
    """Return everything from the claim on, oldest first. Asks the database nothing."""
    claim = referral.claim
    claimed = Moment(
        when=claim.claimed_at,
        subject=_("Invitation"),
        move=_("Claimed"),
        reason=_("How: %(source)s.") % {"source": claim.get_source_display()},
        who=_("the friend"),
    )
    ordered = Moment(
        when=referral.placed_at,
        subject=_("Referral"),
        move=str(ReferralState.PENDING.label),
        reason=_("Order %(number)s was placed.") % {"number": referral.order_number},
        who=_("the friend"),
    )
    moments = [_moment(event, terms=referral.terms) for event in events]
    return [*_joined(referral), claimed, ordered, *moments]


def _joined(referral: Referral) -> list[Moment]:
    """Return when the advocate joined, if rules decided about that."""
    advocate = referral.advocate
    rules = advocate.decision.get("rules", [])
    if not rules:
        return []
    return [
        Moment(
            when=advocate.joined_at,
            subject=_("Advocate"),
            move=_("Joined"),
            reason=_("The rules about advocates were met."),
            who=str(advocate),
            rules=[_rule_row(rule, referral.terms) for rule in rules],
        )
    ]


def _moment(event: Event, *, terms: Terms | None) -> Moment:
    subject, states = _subject_of(event)
    if event.advocate_id is not None:
        subject = f"{subject} {event.details['code']}"
    labels = dict(states.choices)
    before = labels.get(event.from_state, event.from_state)
    after = labels.get(event.to_state, event.to_state)
    return Moment(
        when=event.happened_at,
        subject=subject,
        move=f"{before} → {after}",
        reason=event.details.get("words") or reason_sentence(event.reason),
        who=event.actor_name or _("automatic"),
        rules=[_rule_row(rule, terms) for rule in event.details.get("rules", [])],
    )


def _subject_of(event: Event) -> tuple[str, Any]:
    if event.reward_id is not None:
        return _("Reward"), RewardState
    if event.referral_id is not None:
        return _("Referral"), ReferralState
    if event.advocate_id is not None:
        return _("Code"), CodeStep
    if event.payout_id is not None:
        return _("Payout"), PayoutState
    return _("Program"), ProgramState


def _rule_row(rule: dict[str, Any], terms: Terms | None) -> RuleRow:
    return RuleRow(
        name=describe_rule(answer=rule, terms=terms),
        passed=rule["passed"],
        reason="" if rule["passed"] else reason_sentence(rule["reason"]),
        values=list(rule["values"].items()),
    )
