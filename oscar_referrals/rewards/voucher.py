"""A personal voucher: an amount off one order, only for its owner."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from oscar_referrals.codes import generate_code
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.ports import shop
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind


@register_reward_kind
class PersonalVoucher(RewardKind):
    """An Oscar voucher that works once and only for the account of its owner."""

    key = "voucher"
    label = _("personal voucher")

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Make the vouchers."""
        for reward in rewards:
            reward.voucher_id = shop().create_reward_voucher(reward, text=generate_code())
            reward.save(update_fields=["voucher"])

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Nothing to post: a voucher is worth what is left of its reward. Used is unrecovered."""
        return amount if reward.state == RewardState.USED else Decimal("0.00")
