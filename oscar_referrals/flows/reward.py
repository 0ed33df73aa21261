"""Promising rewards, and issuing each of them once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from oscar_referrals.clock import database_now
from oscar_referrals.flows import budgets, expire, reverse, tell
from oscar_referrals.flows.work import handles_all
from oscar_referrals.lifecycle import move_all
from oscar_referrals.locks import lock_rows
from oscar_referrals.models import Referral, ReferralState, Reward, RewardState, Side
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import promise_for_referral, reward_kind, reward_target


def promise_all(referrals: Sequence[Referral]) -> list[Reward]:
    """Write down what advocates will get. Doing it twice returns the same rewards."""
    Reward.objects.bulk_create(
        (
            Reward(
                referral=referral,
                side=Side.ADVOCATE,
                advocate_id=referral.advocate_id,
                kind=referral.terms.reward_kind,
                options=referral.terms.reward_options,
                currency=referral.currency,
                promise=referral.promise,
            )
            for referral in referrals
        ),
        ignore_conflicts=True,
    )
    known = {referral.pk: referral for referral in referrals}
    rewards = Reward.objects.filter(referral__in=known, side=Side.ADVOCATE).order_by("pk")
    promised = list(rewards.prefetch_related("advocate__user"))
    for reward in promised:
        reward.referral = known[reward.referral_id]
    return promised


def promise_late(referral: Referral) -> None:
    """Promise the reward of a locked referral that the budget had no room for at first.

    Raises Refused if there is still no room.
    """
    promise = promise_for_referral(referral)
    budgets.hold(program_id=referral.program_id, currency=referral.currency, amount=promise)
    referral.promise = promise
    referral.save(update_fields=["promise"])
    promise_all([referral])
    tell.friend_ordered(referral)


@handles_all("issue")
def issue(referral_ids: list[int]) -> Mapping[int, datetime]:
    """Give advocates what their approved referrals deserve now, and tell both sides.

    The orders are looked at once more in the same transaction. Repeating it gives nothing twice.
    """
    locked = lock_rows(Referral, referral_ids, "terms")
    approved = [row for row in locked if row.state == ReferralState.APPROVED]
    facts = shop().order_facts(referral.order_id for referral in approved)
    ownerless = reverse.find_ownerless(approved)
    earned: dict[int, Decimal] = {}
    for referral in approved:
        order = facts.get(referral.order_id or 0)
        target = reward_target(referral=referral, facts=order)
        if target == 0 or referral.pk in ownerless:
            reverse.settle(referral=referral, facts=order)
        else:
            earned[referral.pk] = target
    _grant([referral for referral in approved if referral.pk in earned], earned)
    return {}


def _grant(referrals: Sequence[Referral], earned: Mapping[int, Decimal]) -> None:
    """Issue the rewards of referrals; `earned` says how much, by referral, in its currency."""
    rewards = promise_all(referrals)
    moment = database_now()
    for reward in rewards:
        reward.granted = earned[reward.referral_id]
        reward.issued_at = moment
        reward.expires_at = moment + timedelta(days=reward.referral.terms.reward_days)
    _write_grants(rewards)
    budgets.grant_all(rewards)
    by_kind: dict[str, list[Reward]] = defaultdict(list)
    for reward in rewards:
        by_kind[reward.kind].append(reward)
    for kind, of_kind in sorted(by_kind.items()):
        reward_kind(kind).issue_all(rewards=of_kind)
    move_all(subjects=rewards, to=RewardState.ISSUED, reason=Reason.REWARD_ISSUED)
    expire.enter_ends(rewards)
    move_all(subjects=referrals, to=ReferralState.REWARDED, reason=Reason.REWARD_ISSUED)
    tell.rewards_ready(referrals)


def _write_grants(rewards: Sequence[Reward]) -> None:
    """Write what was granted: one query for all rewards that are alike."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for reward in rewards:
        alike[reward.granted, reward.issued_at, reward.expires_at].append(reward.pk)
    for (granted, issued_at, expires_at), pks in alike.items():
        Reward.objects.filter(pk__in=pks).update(
            granted=granted, issued_at=issued_at, expires_at=expires_at
        )
