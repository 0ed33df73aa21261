"""Extra rewards: for each referral, for either side, and for milestones.

One piece of due work brings them in line with the facts: it gives what is missing and takes back
what is undeserved. Its result depends on the facts alone, not on their order or how often it runs.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets, hand_over, tell
from oscar_referrals.flows.take_back import shrink
from oscar_referrals.flows.work import enqueue, enqueue_all, handles
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row, locked
from oscar_referrals.models import Advocate, Referral, ReferralState, Reward, RewardState, Side
from oscar_referrals.ports import OrderFacts, shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards.plan import ExtraReward, plan_of
from oscar_referrals.rewards.sizing import extra_target
from oscar_referrals.selectors.milestones import count_friends, was_used_up
from oscar_referrals.selectors.persons import owner_of
from oscar_referrals.selectors.waiting import waits_for_account

_TRY_AGAIN = timedelta(hours=1)


def settle_later(*, referral: Referral, facts: OrderFacts | None) -> None:
    """Let the extra rewards follow a referral, once for each state of its order."""
    left = str(facts.left) if facts else ""
    occasion = f"{referral.state}:{hashlib.sha256(left.encode()).hexdigest()[:16]}"
    enqueue(kind="extras", subject=referral.pk, due_at=database_now(), occasion=occasion)


def settle_for_new_owner(advocate: Advocate) -> None:
    """Let what waited for somebody with an account be looked at again."""
    rewarded = advocate.referrals.filter(state=ReferralState.REWARDED).select_related("terms")
    pks = [referral.pk for referral in rewarded if referral.terms.extra_rewards]
    occasion = f"owner:{advocate.user_id}"
    enqueue_all(kind="extras", subjects=pks, due_at=database_now(), occasion=occasion)


@handles("extras")
def settle(referral_id: int) -> datetime | None:
    """Bring the extra rewards that hang on a referral in line with the facts.

    Whatever the budget has no room for stays owed and is tried again. The advocate's row is locked
    before friends are counted, so that no other change of theirs goes unseen.
    """
    advocate_id = Referral.objects.values_list("advocate_id", flat=True).get(pk=referral_id)
    advocate = lock_row(Advocate, advocate_id)
    referral = Referral.objects.select_related("terms", "program").get(pk=referral_id)
    facts = shop().order_facts([referral.order_id]).get(referral.order_id or 0)
    owed: list[Reward] = []
    for extra in plan_of(referral.terms):
        if extra.is_milestone:
            owed += _settle_milestone(extra, advocate=advocate, referral=referral)
        else:
            owed += _settle_each(extra, referral=referral, facts=facts)
    return database_now() + _TRY_AGAIN if owed else None


def _settle_each(
    extra: ExtraReward, *, referral: Referral, facts: OrderFacts | None
) -> Iterator[Reward]:
    """Bring the extra reward of one referral in line; yield it if it stays owed."""
    target = extra_target(extra=extra, referral=referral, facts=facts)
    reward = locked(Reward.objects.filter(referral=referral, slot=extra.key)).first()
    has_owner = extra.side == Side.ADVOCATE or referral.friend_id is not None
    if reward is None and target > 0 and has_owner:
        reward = _promise(extra, referral=referral, slot=extra.key)
    if reward is None:
        return
    reward.referral = referral
    if reward.state != RewardState.PROMISED:
        _take_back(reward, target=target)
    elif target == 0:
        move(subject=reward, to=RewardState.REVOKED, reason=Reason.ORDER_REFUNDED)
    elif not _give(reward, extra, amount=target):
        yield reward


def _settle_milestone(
    extra: ExtraReward, *, advocate: Advocate, referral: Referral
) -> Iterator[Reward]:
    """Give every milestone that is reached, take back the others; yield those that stay owed."""
    earned = extra.count_earned(count_friends(advocate_id=advocate.pk, key=extra.key))
    wanted = [f"{extra.key}:{ordinal}" for ordinal in range(1, earned + 1)]
    standing = Reward.objects.filter(advocate=advocate, milestone__startswith=f"{extra.key}:")
    known = {reward.milestone: reward for reward in locked(standing).order_by("pk")}
    for milestone, reward in known.items():
        if milestone not in wanted:
            _take_milestone_back(reward)
    has_owner = advocate.user_id is not None or advocate.is_guest
    for milestone in wanted if has_owner else ():
        reached = known.get(milestone) or _promise(extra, referral=referral, milestone=milestone)
        is_owed = reached.state == RewardState.PROMISED
        if is_owed and not _give(reached, extra, amount=reached.promise):
            yield reached


def _promise(
    extra: ExtraReward,
    *,
    referral: Referral,
    slot: str | None = None,
    milestone: str | None = None,
) -> Reward:
    """Write an extra reward down. Unique keys decide that it is there once."""
    return Reward.objects.create(
        referral=referral,
        advocate_id=referral.advocate_id,
        side=extra.side,
        slot=slot,
        milestone=milestone,
        kind=extra.kind,
        options=dict(extra.options),
        currency=referral.currency,
        promise=extra.amount_for(referral.base, currency=referral.currency),
    )


def _give(reward: Reward, extra: ExtraReward, *, amount: Decimal) -> bool:
    """Give a promised reward, or let its owner claim it; False if the budget has no room for it.

    What only an account can have waits until a guest has one. There is nothing to try again where
    the owner's account was deleted meanwhile.
    """
    if reward.owner_id is None and not owner_of(reward).email:
        return True
    try:
        budgets.commit(
            program_id=reward.referral.program_id, currency=reward.currency, amount=amount
        )
    except Refused:
        return False
    reward.granted = amount
    if extra.needs_claim or waits_for_account(reward):
        hand_over.let_claim([reward])
    else:
        hand_over.issue_all([reward])
    tell.extra_reward_ready(reward)
    return True


def _take_milestone_back(reward: Reward) -> None:
    """Take a milestone back, so that it can be reached again; not if its owner has used it up."""
    if reward.state == RewardState.PROMISED:
        move(subject=reward, to=RewardState.REVOKED, reason=Reason.FRIENDS_MISSING)
    else:
        _take_back(reward, target=Decimal(0))
    if not Reward.objects.filter(was_used_up(), pk=reward.pk).exists():
        reward.milestone = None
        reward.save(update_fields=["milestone"])


def _take_back(reward: Reward, *, target: Decimal) -> None:
    reason = Reason.FRIENDS_MISSING if reward.milestone else Reason.ORDER_REFUNDED
    shrink(reward=reward, target=target, reason=reason)
