"""Making one reward smaller: the budget, what was given, and the reward itself, together."""

from decimal import Decimal

from oscar_referrals.flows import budgets
from oscar_referrals.lifecycle import move
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_kind


def shrink(*, reward: Reward, target: Decimal, reason: Reason) -> bool:
    """Take back what a locked reward is worth above `target`, in its currency.

    A reward that waits for its owner was not given yet: it only becomes smaller. What is worth
    nothing any more ends. Returns whether anything was taken back.
    """
    amount = reward.net - min(reward.net, target)
    if amount == 0:
        return False
    budgets.uncommit(program=reward.referral.program, currency=reward.currency, amount=amount)
    if reward.state == RewardState.CLAIMABLE:
        reward.granted -= amount
    else:
        reward_kind(reward.kind).take_back(reward=reward, amount=amount)
        reward.clawed += amount
    reward.save(update_fields=["granted", "clawed"])
    if reward.net == 0:
        move(subject=reward, to=RewardState.REVOKED, reason=reason)
    return True
