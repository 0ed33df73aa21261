"""What a reward can be: one class per kind, in a registry."""

from oscar_referrals.rewards.registry import REWARD_KINDS, RewardKind, reward_kind
from oscar_referrals.rewards.sizing import promise_for, reward_target

from oscar_referrals.rewards import (  # isort: skip  # noqa: F401 - they register
    gift_card,
    payout,
    retailer_card,
    store_credit,
    voucher,
)

__all__ = ["REWARD_KINDS", "RewardKind", "promise_for", "reward_kind", "reward_target"]
