"""Which rewards wait: for their owner's button, or until a guest has an account."""

from oscar_referrals.models import Reward, Side, Terms
from oscar_referrals.models.reward import MAIN
from oscar_referrals.rewards import reward_kind
from oscar_referrals.rewards.plan import plan_of


def waits_for_account(reward: Reward) -> bool:
    """Tell whether a reward is of use only to somebody with an account, and its owner has none."""
    is_guests = reward.side == Side.ADVOCATE and reward.advocate.is_guest
    return is_guests and reward_kind(reward.kind).needs_account


def must_be_claimed(reward: Reward) -> bool:
    """Tell whether the terms let the owner of a reward claim it, whoever he is."""
    terms = reward.referral.terms
    if reward.slot == MAIN:
        return terms.reward_needs_claim
    key = reward.slot or (reward.milestone or "").partition(":")[0]
    return any(extra.needs_claim for extra in plan_of(terms) if extra.key == key)


def kinds_for_account(terms: Terms) -> list[str]:
    """Return the rewards of advocates that a guest gets only once he has an account, in words."""
    mine = [extra.kind for extra in plan_of(terms) if extra.side == Side.ADVOCATE]
    kinds = [reward_kind(key) for key in dict.fromkeys([terms.reward_kind, *mine])]
    return [str(kind.label) for kind in kinds if kind.needs_account]
