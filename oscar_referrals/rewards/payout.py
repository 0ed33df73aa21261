"""A payout: money that the shop transfers to its owner."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.ledger import Pot
from oscar_referrals.models import AccountKind, Reward
from oscar_referrals.rewards.posted import PostedReward, pot_of_person
from oscar_referrals.rewards.registry import register_reward_kind


@register_reward_kind
class Payout(PostedReward):
    """The amount is added to what will be paid out to the owner; see `flows.payout`."""

    key = "payout"
    label = gettext_lazy("money, paid out")
    message = "referral_payout_ready"

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "€10.00 in cash"."""
        return _("%(figure)s in cash") % {"figure": figure}

    def pot(self, reward: Reward) -> Pot:
        """Return what is to be paid out to the owner and not collected yet."""
        return pot_of_person(reward, AccountKind.PAYOUT_DUE)
