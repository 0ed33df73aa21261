"""What a reward can be: one class per kind, in a registry."""

from oscar_referrals.rewards.registry import (
    REWARD_KINDS,
    RewardKind,
    describe_options,
    describe_reward,
    find_option_problems,
    register_reward_kind,
    reward_kind,
)
from oscar_referrals.rewards.sizing import promise_for, promise_for_referral, reward_target

from oscar_referrals.rewards import (  # isort: skip  # noqa: F401 - they register
    access,
    donation,
    free_product,
    free_shipping,
    gift_card,
    payout,
    retailer_card,
    store_credit,
    voucher,
)

__all__ = [
    "REWARD_KINDS",
    "RewardKind",
    "describe_options",
    "describe_reward",
    "find_option_problems",
    "promise_for",
    "promise_for_referral",
    "register_reward_kind",
    "reward_kind",
    "reward_target",
]
