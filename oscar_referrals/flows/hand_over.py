"""Handing rewards over: at once, or when their owner presses the button."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets, expire
from oscar_referrals.flows.encourage import ends_some_day, warn_before_end
from oscar_referrals.flows.work import enqueue_all, handles
from oscar_referrals.lifecycle import move, move_all
from oscar_referrals.locks import lock_row, locked
from oscar_referrals.models import Advocate, Reward, RewardState, Side
from oscar_referrals.money import ZERO
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_kind
from oscar_referrals.selectors.agreements import version_to_accept
from oscar_referrals.selectors.persons import Person, owner_of
from oscar_referrals.selectors.waiting import must_be_claimed, waits_for_account


def waits_for_claim(reward: Reward) -> bool:
    """Tell whether the main reward of a referral waits for its owner, as the terms say.

    What only an account can have waits until a guest has one.
    """
    return reward.referral.terms.reward_needs_claim or waits_for_account(reward)


def give_what_waited(advocate: Advocate) -> None:
    """Give what waited for an account to an advocate who has one now.

    What the terms let him claim still waits for him to press the button, and so does everything as
    long as he has to accept new rules.
    """
    found = locked(advocate.rewards.filter(side=Side.ADVOCATE, state=RewardState.CLAIMABLE))
    rewards = list(found.select_related("referral__terms", "advocate").order_by("pk"))
    issue_all([row for row in rewards if not must_be_claimed(row) and not _is_asked(row)])


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
    warn_before_end([reward for reward in rewards if ends_some_day(reward)])


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
    warn_before_end(rewards)


@transaction.atomic
def claim_reward(*, reward: Reward, person: Person) -> None:
    """Give a reward to the owner who claims it. Claiming it again gives nothing twice.

    Raises Refused if it is not the owner's, if it was taken back or not claimed in time, as long as
    the owner has to accept new rules, and if it needs an account that he does not have.
    """
    reward = lock_row(Reward, reward.pk)
    if not _owns(person, reward):
        raise Refused(Reason.NOT_OWNER)
    if reward.state in (RewardState.ISSUED, RewardState.PART_USED, RewardState.USED):
        return
    is_late = reward.expires_at is not None and reward.expires_at <= database_now()
    if reward.state != RewardState.CLAIMABLE or is_late:
        raise Refused(Reason.REWARD_UNAVAILABLE)
    if _is_asked(reward):
        raise Refused(Reason.RULES_NOT_ACCEPTED)
    if waits_for_account(reward):
        raise Refused(Reason.ACCOUNT_NEEDED)
    issue_all([reward])


def _owns(person: Person, reward: Reward) -> bool:
    owner = owner_of(reward)
    if not owner.is_guest:
        return owner.user_id == person.user_id
    return person.is_guest and not set(owner.identities).isdisjoint(person.identities)


@handles("end_claim")
def end_claim(reward_id: int) -> datetime | None:
    """Take back what nobody has claimed in time, by the database's clock; free its budget.

    New rules take nothing away: as long as the owner has to accept some, the reward waits for him.
    """
    reward = lock_row(Reward, reward_id)
    if reward.state != RewardState.CLAIMABLE:
        return None
    if reward.expires_at is not None and reward.expires_at > database_now():
        return reward.expires_at
    if _is_asked(reward):
        return _wait_a_day(reward)
    program = reward.referral.program
    budgets.uncommit(program=program, currency=reward.currency, amount=reward.granted)
    reward.granted = ZERO
    reward.save(update_fields=["granted"])
    move(subject=reward, to=RewardState.EXPIRED, reason=Reason.REWARD_NOT_CLAIMED)
    return None


def _is_asked(reward: Reward) -> bool:
    program_id = reward.referral.program_id
    return version_to_accept(program_id=program_id, person=owner_of(reward)) is not None


def _wait_a_day(reward: Reward) -> datetime:
    """Let a reward be claimed for a day longer; return its new end."""
    reward.expires_at = database_now() + timedelta(days=1)
    reward.save(update_fields=["expires_at"])
    return reward.expires_at


def _write_grants(rewards: Sequence[Reward]) -> None:
    """Write what was granted: one query for all rewards that are alike."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for reward in rewards:
        alike[reward.granted, reward.issued_at, reward.expires_at].append(reward.pk)
    for (granted, issued_at, expires_at), pks in alike.items():
        Reward.objects.filter(pk__in=pks).update(
            granted=granted, issued_at=issued_at, expires_at=expires_at
        )
