"""Store credit: money in the ledger that its owner spends at checkout."""

from django.utils.translation import gettext_lazy as _

from oscar_referrals.ledger import Pot
from oscar_referrals.models import AccountKind, Reward
from oscar_referrals.rewards.posted import PostedReward, pot_of_person
from oscar_referrals.rewards.registry import register_reward_kind


@register_reward_kind
class StoreCredit(PostedReward):
    """The amount is added to the owner's credit."""

    key = "store_credit"
    label = _("store credit")

    def pot(self, reward: Reward) -> Pot:
        """Return the owner's credit."""
        return pot_of_person(reward, AccountKind.CREDIT)
