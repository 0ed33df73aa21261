"""A referral waits until it is truly earned, and is approved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from oscar_referrals.clock import database_now
from oscar_referrals.flows import recheck, reverse, reward, tell
from oscar_referrals.flows.donate import settle_order
from oscar_referrals.flows.spend import return_credit
from oscar_referrals.flows.work import enqueue, enqueue_all, handles, handles_all
from oscar_referrals.lifecycle import move, move_all
from oscar_referrals.locks import lock_row, lock_rows
from oscar_referrals.models import Advocate, Referral, ReferralState
from oscar_referrals.ports import OrderFacts, shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_target

_LOOK_AGAIN = timedelta(days=1)
_LIMIT_WINDOW = timedelta(days=30)


@handles("screen")
def screen(referral_id: int) -> None:
    """Look at a new referral: hold it for the return time, or let a person look at it."""
    referral = lock_row(Referral, referral_id)
    if referral.state != ReferralState.PENDING:
        return
    facts = _facts_of(referral)
    if facts is None or reward_target(referral=referral, facts=facts) == 0:
        reverse.settle(referral=referral, facts=facts)
        return
    if referral.promise:
        reward.promise_all([referral])
    suspicion = _suspicion(referral=referral, facts=facts)
    if suspicion is not None:
        move(
            subject=referral,
            to=ReferralState.REVIEW,
            reason=suspicion,
            details=referral.decision,
        )
    else:
        hold(
            referral=referral,
            facts=facts,
            reason=Reason.ORDER_ACCEPTED,
            details=referral.decision,
        )
    tell.friend_ordered(referral)


def hold(
    *,
    referral: Referral,
    facts: OrderFacts,
    reason: Reason,
    actor: AbstractBaseUser | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Let a referral wait until its return time has ended, and put that date into the diary."""
    move(
        subject=referral,
        to=ReferralState.HELD,
        reason=reason,
        actor=actor,
        details=details,
    )
    _set_due_date(referral=referral, facts=facts)
    _enter_into_diary(referral)


@handles_all("release")
def release(referral_ids: list[int]) -> Mapping[int, datetime]:
    """Ask the shop about the orders again; approve, take back, or wait longer.

    Nothing is approved before the hold has ended by database time, nor before delivery where the
    shop tracks it. An order that the terms' rules do not let count any more goes to review. A
    referral without a promise, because its advocate earns no rewards, stays approved.
    """
    locked = lock_rows(Referral, referral_ids, "terms")
    referrals = [row for row in locked if row.state == ReferralState.HELD]
    facts = shop().order_facts(referral.order_id for referral in referrals)
    decisions = recheck.judge_orders(referrals)
    ownerless = reverse.find_ownerless(referrals)
    moment = database_now()
    earned, waiting, dated = [], {}, []
    for referral in referrals:
        order = facts.get(referral.order_id or 0)
        is_lost = referral.pk in ownerless or reward_target(referral=referral, facts=order) == 0
        if order is None or is_lost:
            reverse.settle(referral=referral, facts=order)
            continue
        is_dated = _set_due_date(referral=referral, facts=order)
        if referral.due_at is None or referral.due_at > moment:
            dated += [referral] if is_dated else []
            waiting[referral.pk] = referral.due_at or moment + _LOOK_AGAIN
        elif recheck.may_be_approved(referral=referral, decision=decisions.get(referral.pk)):
            earned.append(referral)
    move_all(subjects=earned, to=ReferralState.APPROVED, reason=Reason.HOLD_PASSED)
    enqueue_all(
        kind="issue",
        subjects=[referral.pk for referral in earned if referral.promise],
        due_at=moment,
        occasion=moment.isoformat(),
    )
    tell.rewards_on_their_way(dated)
    return waiting


@handles("order_changed")
def follow_order(order_id: int) -> None:
    """The shop said that an order changed: settle what hangs on it."""
    referral = Referral.objects.filter(order_id=order_id).first()
    if referral is not None:
        look_again(referral_id=referral.pk)
    return_credit(order_id=order_id)
    settle_order(order_id=order_id)


def look_again(*, referral_id: int) -> None:
    """Ask the shop about a referral's order now, and settle what the referral deserves."""
    referral = lock_row(Referral, referral_id)
    facts = _facts_of(referral)
    reverse.settle(referral=referral, facts=facts)
    if referral.state == ReferralState.HELD and facts is not None:
        if _set_due_date(referral=referral, facts=facts):
            tell.rewards_on_their_way([referral])
        _enter_into_diary(referral)


def _facts_of(referral: Referral) -> OrderFacts | None:
    return shop().order_facts([referral.order_id]).get(referral.order_id or 0)


def _suspicion(*, referral: Referral, facts: OrderFacts) -> Reason | None:
    """Return why a person should look at a referral, or None."""
    if not referral.promise and referral.advocate.earns_rewards:
        return Reason.BUDGET_EXHAUSTED
    if facts.value != referral.base:
        return Reason.ORDER_DIFFERS
    if not referral.advocate.earns_rewards:
        return None
    lock_row(Advocate, referral.advocate_id)
    recent = Referral.objects.filter(
        advocate_id=referral.advocate_id,
        placed_at__gt=referral.placed_at - _LIMIT_WINDOW,
        placed_at__lte=referral.placed_at,
    ).exclude(state=ReferralState.VOIDED)
    if recent.count() > referral.terms.advocate_limit:
        return Reason.ADVOCATE_LIMIT
    return None


def _set_due_date(*, referral: Referral, facts: OrderFacts) -> bool:
    """Write down when the hold ends; tell whether that was not known before.

    It is unknown while the goods are on their way. Goods do not arrive before they were ordered,
    whatever the shop's own clock says.
    """
    was_known = referral.due_at is not None
    due_at = None
    if facts.delivered_at is not None:
        due_at = max(facts.delivered_at, referral.placed_at) + referral.terms.hold
    if due_at != referral.due_at:
        referral.due_at = due_at
        referral.save(update_fields=["due_at"])
    return due_at is not None and not was_known


def _enter_into_diary(referral: Referral) -> None:
    """Let due work look at a waiting referral when its hold ends, or else tomorrow."""
    occasion = f"{referral.events.count()}:{referral.due_at or 'undelivered'}"
    enqueue(kind="release", subject=referral.pk, due_at=_next_look(referral), occasion=occasion)


def _next_look(referral: Referral) -> datetime:
    return referral.due_at or database_now() + _LOOK_AGAIN
