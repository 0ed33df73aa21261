"""Free shipping: a personal voucher for the shipping of one order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.codes import generate_code
from oscar_referrals.models import Reward
from oscar_referrals.ports import Gives, shop
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind
from oscar_referrals.rewards.voucher import take_back_voucher


@register_reward_kind
class FreeShipping(RewardKind):
    """The shipping of one order. The size of the reward is the most that the shipping may cost."""

    key = "free_shipping"
    label = gettext_lazy("free shipping")
    needs_account = False
    is_divisible = False

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "free shipping, worth up to €6.90"."""
        return _("free shipping, worth up to %(figure)s") % {"figure": figure}

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Make the vouchers."""
        for reward in rewards:
            text = generate_code()
            reward.voucher_id = shop().create_reward_voucher(
                reward, text=text, gives=Gives.SHIPPING
            )
            reward.save(update_fields=["voucher"])

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Nothing to post: the voucher stops working. What was used is unrecovered."""
        return take_back_voucher(reward=reward, amount=amount)
