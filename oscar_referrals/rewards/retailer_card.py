"""A gift card of another shop, from a list of codes that was bought in advance."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.ledger import Holder, Pot
from oscar_referrals.models import AccountKind, Reward
from oscar_referrals.parameters import ShopThings
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.rewards.registry import register_reward_kind


@register_reward_kind
class RetailerCard(PostedReward):
    """The amount is owed as a card until `flows.code_lists` gives a code that is worth as much."""

    key = "retailer_card"
    label = gettext_lazy("gift card of another shop")
    message = ""
    settles_debts = False
    is_divisible = False
    parameters = (
        ShopThings(
            name="lists",
            label=gettext_lazy("From these lists (none chosen: any that fits)"),
            things="code_list",
            is_required=False,
        ),
    )

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "a gift card of another shop worth €10.00"."""
        return _("a gift card of another shop worth %(figure)s") % {"figure": figure}

    def pot(self, reward: Reward) -> Pot:
        """Return what is owed to the owner as a card of another shop."""
        return Pot(AccountKind.CARD_DUE, Holder(f"reward:{reward.pk}"), reward.currency)
