"""A free product: a personal voucher for one piece, which is put into the basket when used."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.codes import generate_code
from oscar_referrals.models import Reward
from oscar_referrals.parameters import OneShopThing
from oscar_referrals.ports import Gives, shop
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind
from oscar_referrals.rewards.voucher import take_back_voucher

PRODUCT = OneShopThing(name="product", label=gettext_lazy("Which product"), things="product")


@register_reward_kind
class FreeProduct(RewardKind):
    """One piece of a product. The size of the reward is the most that the piece may cost."""

    key = "free_product"
    label = gettext_lazy("free product")
    needs_account = False
    parameters = (PRODUCT,)
    is_divisible = False

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "Kenya AA for free"."""
        name = PRODUCT.show(options.get("product", ""), currency="")
        return _("%(product)s for free") % {"product": name}

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Make the vouchers."""
        for reward in rewards:
            text = generate_code()
            reward.voucher_id = shop().create_reward_voucher(reward, text=text, gives=Gives.PRODUCT)
            reward.save(update_fields=["voucher"])

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Nothing to post: the voucher stops working. What was used is unrecovered."""
        return take_back_voucher(reward=reward, amount=amount)
