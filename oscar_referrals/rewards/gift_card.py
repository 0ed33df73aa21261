"""A gift card of the shop: money for whoever knows its code, to be spent in parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.ledger import Holder, Pot, open_accounts
from oscar_referrals.models import AccountKind, GiftCard, Reward
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.rewards.registry import register_reward_kind


@register_reward_kind
class GiftCardReward(PostedReward):
    """The amount is put on a card of its own; see `flows.gift_card`."""

    key = "gift_card"
    label = gettext_lazy("gift card of this shop")
    message = "referral_gift_card_ready"

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "a gift card worth €10.00"."""
        return _("a gift card worth %(figure)s") % {"figure": figure}

    def pot(self, reward: Reward) -> Pot:
        """Return the account of the card."""
        return Pot(AccountKind.GIFT_CARD, Holder(f"reward:{reward.pk}"), reward.currency)

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Post the amounts and make the cards. Their codes are made when the owners ask."""
        super().issue_all(rewards=rewards)
        accounts = open_accounts(self.pot(reward) for reward in rewards)
        GiftCard.objects.bulk_create(
            (GiftCard(reward=reward, account=accounts[self.pot(reward)]) for reward in rewards),
            ignore_conflicts=True,
        )
