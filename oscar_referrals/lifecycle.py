"""The one door for state: the tables of allowed moves, and `move()`, which alone writes states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import ForbiddenMove
from oscar_referrals.failpoints import reach
from oscar_referrals.locks import lock_values
from oscar_referrals.models import (
    Event,
    PayoutBatch,
    PayoutState,
    Program,
    ProgramState,
    Referral,
    ReferralState,
    Reward,
    RewardState,
)
from oscar_referrals.names import login_of
from oscar_referrals.reasons import Reason
from oscar_referrals.signals import state_changed

SubjectT = TypeVar("SubjectT", Program, Referral, Reward, PayoutBatch)

_P, _F, _R, _O = ProgramState, ReferralState, RewardState, PayoutState

PROGRAM_MOVES: Mapping[str, frozenset[str]] = {
    _P.DRAFT: frozenset({_P.LIVE, _P.ENDED}),
    _P.LIVE: frozenset({_P.PAUSED, _P.ENDED}),
    _P.PAUSED: frozenset({_P.LIVE, _P.ENDED}),
    _P.ENDED: frozenset(),
}

REFERRAL_MOVES: Mapping[str, frozenset[str]] = {
    _F.PENDING: frozenset({_F.HELD, _F.REVIEW, _F.VOIDED}),
    _F.HELD: frozenset({_F.APPROVED, _F.REVIEW, _F.VOIDED}),
    _F.REVIEW: frozenset({_F.HELD, _F.VOIDED}),
    _F.APPROVED: frozenset({_F.REWARDED, _F.VOIDED}),
    _F.REWARDED: frozenset({_F.CLAWED_BACK}),
    _F.VOIDED: frozenset({_F.REVIEW}),
    _F.CLAWED_BACK: frozenset(),
}

REWARD_MOVES: Mapping[str, frozenset[str]] = {
    _R.PROMISED: frozenset({_R.CLAIMABLE, _R.ISSUED, _R.REVOKED}),
    _R.CLAIMABLE: frozenset({_R.ISSUED, _R.REVOKED, _R.EXPIRED}),
    _R.ISSUED: frozenset({_R.PART_USED, _R.USED, _R.REVOKED, _R.EXPIRED}),
    _R.PART_USED: frozenset({_R.USED, _R.REVOKED, _R.EXPIRED}),
    _R.USED: frozenset({_R.REVOKED}),
    _R.REVOKED: frozenset({_R.PROMISED}),
    _R.EXPIRED: frozenset({_R.REVOKED}),
}

PAYOUT_MOVES: Mapping[str, frozenset[str]] = {
    _O.DRAFT: frozenset({_O.APPROVED, _O.WITHDRAWN}),
    _O.APPROVED: frozenset({_O.EXPORTED, _O.WITHDRAWN}),
    _O.EXPORTED: frozenset({_O.SETTLED}),
    _O.SETTLED: frozenset(),
    _O.WITHDRAWN: frozenset(),
}

MOVES: Mapping[type, Mapping[str, frozenset[str]]] = {
    Program: PROGRAM_MOVES,
    Referral: REFERRAL_MOVES,
    Reward: REWARD_MOVES,
    PayoutBatch: PAYOUT_MOVES,
}

#: What a move writes.
_WRITTEN: Mapping[type, tuple[str, ...]] = {
    Program: ("state",),
    Referral: ("state", "reason", "moved_at"),
    Reward: ("state",),
    PayoutBatch: ("state",),
}


def move(
    *,
    subject: SubjectT,
    to: str,
    reason: Reason,
    actor: AbstractBaseUser | None = None,
    details: dict[str, Any] | None = None,
) -> bool:
    """Move one program, referral, reward or payout to another state; see `move_all`.

    Returns False, and changes nothing, if it is there already.
    """
    moved = move_all(subjects=[subject], to=to, reason=reason, actor=actor, details=details)
    return moved == 1


def move_all(
    *,
    subjects: Sequence[SubjectT],
    to: str,
    reason: Reason,
    actor: AbstractBaseUser | None = None,
    details: dict[str, Any] | None = None,
) -> int:
    """Move subjects of one kind to another state, and write down why; return how many moved.

    Locks the rows, checks each move against the table, writes states and events in one transaction
    and announces `state_changed` after commit. Those that are there already stay as they are.
    Raises ForbiddenMove, and writes nothing, if one move is outside the table.
    """
    if not subjects:
        return 0
    model = type(subjects[0])
    with transaction.atomic():
        _lock(model, subjects)
        moving = [row for row in subjects if row.state != to]
        for row in moving:
            if to not in MOVES[model][row.state]:
                raise ForbiddenMove(f"{model.__name__} {row.pk} cannot go from {row.state} to {to}")
        moment = database_now()
        events = [
            _describe(
                subject=row, to=to, reason=reason, actor=actor, details=details, moment=moment
            )
            for row in moving
        ]
        reach("before_state")
        _write_states(model=model, rows=moving, to=to, reason=reason, moment=moment)
        Event.objects.bulk_create(events)
        transaction.on_commit(partial(_announce, model, moving, events))
    return len(moving)


def _lock(model: type[SubjectT], subjects: Sequence[SubjectT]) -> None:
    """Lock subjects, and bring what a move writes of them up to date."""
    names = _WRITTEN[model]
    found = lock_values(model, [subject.pk for subject in subjects], "pk", *names)
    now = {pk: values for pk, *values in found}
    for subject in subjects:
        for name, value in zip(names, now[subject.pk], strict=True):
            setattr(subject, name, value)


def _write_states(
    *, model: type[SubjectT], rows: list[SubjectT], to: str, reason: Reason, moment: datetime
) -> None:
    fields: dict[str, Any] = {"state": to}
    if model is Referral:
        fields |= {"reason": str(reason), "moved_at": moment}
    model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**fields)
    for row in rows:
        for name, value in fields.items():
            setattr(row, name, value)


def _announce(model: type[SubjectT], moved: list[SubjectT], events: list[Event]) -> None:
    for subject, event in zip(moved, events, strict=True):
        state_changed.send_robust(sender=model, subject=subject, event=event)


def _describe(
    *,
    subject: SubjectT,
    to: str,
    reason: Reason,
    actor: AbstractBaseUser | None,
    details: dict[str, Any] | None,
    moment: datetime,
) -> Event:
    return Event(
        **_links(subject),
        happened_at=moment,
        from_state=subject.state,
        to_state=to,
        reason=reason,
        actor_id=actor.pk if actor else None,
        actor_name=login_of(actor),
        details=details or {},
    )


def _links(subject: Program | Referral | Reward | PayoutBatch) -> dict[str, Any]:
    if isinstance(subject, PayoutBatch):
        return {"payout": subject}
    if isinstance(subject, Program):
        return {"program": subject, "terms_id": subject.current_terms_id}
    if isinstance(subject, Referral):
        return {
            "program_id": subject.program_id,
            "terms_id": subject.terms_id,
            "referral": subject,
        }
    referral = subject.referral
    return {
        "program_id": referral.program_id,
        "terms_id": referral.terms_id,
        "referral": referral,
        "reward": subject,
    }
