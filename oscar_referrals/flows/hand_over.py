"""Handing rewards over: at once, or when their owner presses the button."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets, expire
from oscar_referrals.flows.work import enqueue_all, handles
from oscar_referrals.lifecycle import move, move_all
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_kind


def issue_all(rewards: Sequence[Reward]) -> None:
    """Give each owner `reward.granted`, for as many days as the terms say."""
    if not rewards:
        return
    moment = database_now()
    by_kind: dict[str, list[Reward]] = defaultdict(list)
    for reward in rewards:
        reward.issued_at = moment
        reward.expires_at = moment + timedelta(days=reward.referral.terms.reward_days)
        by_kind[reward.kind].append(reward)
    _write_grants(rewards)
    for kind, of_kind in sorted(by_kind.items()):
        reward_kind(kind).issue_all(rewards=of_kind)
    move_all(subjects=rewards, to=RewardState.ISSUED, reason=Reason.REWARD_ISSUED)
    expire.enter_ends(rewards)


def let_claim(rewards: Sequence[Reward]) -> None:
    """Let the owners claim their rewards until the day that the terms say."""
    if not rewards:
        return
    moment = database_now()
    for reward in rewards:
        reward.expires_at = moment + timedelta(days=reward.referral.terms.reward_claim_days)
    _write_grants(rewards)
    move_all(subjects=rewards, to=RewardState.CLAIMABLE, reason=Reason.REWARD_CLAIMABLE)
    by_day: dict[datetime, list[int]] = defaultdict(list)
    for reward in rewards:
        by_day[reward.expires_at or moment].append(reward.pk)
    for day, pks in by_day.items():
        enqueue_all(kind="end_claim", subjects=pks, due_at=day)


@transaction.atomic
def claim_reward(*, reward: Reward, user_id: int) -> None:
    """Give a reward to the owner who claims it. Claiming it again gives nothing twice.

    Raises Refused if it is not the owner's, or if it was taken back or not claimed in time.
    """
    reward = lock_row(Reward, reward.pk)
    if reward.owner_id != user_id:
        raise Refused(Reason.NOT_OWNER)
    if reward.state in (RewardState.ISSUED, RewardState.PART_USED, RewardState.USED):
        return
    is_late = reward.expires_at is not None and reward.expires_at <= database_now()
    if reward.state != RewardState.CLAIMABLE or is_late:
        raise Refused(Reason.REWARD_UNAVAILABLE)
    issue_all([reward])


@handles("end_claim")
def end_claim(reward_id: int) -> datetime | None:
    """Take back what nobody has claimed in time, by the database's clock; free its budget."""
    reward = lock_row(Reward, reward_id)
    if reward.state != RewardState.CLAIMABLE:
        return None
    if reward.expires_at is not None and reward.expires_at > database_now():
        return reward.expires_at
    program = reward.referral.program
    budgets.uncommit(program=program, currency=reward.currency, amount=reward.granted)
    reward.granted -= reward.granted
    reward.save(update_fields=["granted"])
    move(subject=reward, to=RewardState.EXPIRED, reason=Reason.REWARD_NOT_CLAIMED)
    return None


def _write_grants(rewards: Sequence[Reward]) -> None:
    """Write what was granted: one query for all rewards that are alike."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for reward in rewards:
        alike[reward.granted, reward.issued_at, reward.expires_at].append(reward.pk)
    for (granted, issued_at, expires_at), pks in alike.items():
        Reward.objects.filter(pk__in=pks).update(
            granted=granted, issued_at=issued_at, expires_at=expires_at
        )
