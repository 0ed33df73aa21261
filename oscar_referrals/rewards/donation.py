"""A donation: money that a partner organization gets in the name of its owner."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.ledger import Pot, partner_holder
from oscar_referrals.models import AccountKind, Partner, Reward
from oscar_referrals.parameters import OneShopThing
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.rewards.registry import register_reward_kind

PARTNER = OneShopThing(name="partner", label=gettext_lazy("To which partner"), things="partner")


@register_reward_kind
class DonationReward(PostedReward):
    """The amount is added to what the shop owes a partner in the program.

    It is not its owner's: it settles none of his debts, and taking it back leaves him none. A
    partner who was paid already owes it until the next donations.
    """

    key = "donation"
    label = gettext_lazy("donation to a partner")
    needs_account = False
    message = "referral_donation_given"
    memo = "Given in a customer's name"
    is_for_owner = False
    settles_debts = False
    parameters = (PARTNER,)

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "€5.00 for Harbor Library"."""
        words = {"figure": figure, "partner": name_of_partner(options)}
        return _("%(figure)s for %(partner)s") % words

    def pot(self, reward: Reward) -> Pot:
        """Return what is owed to the partner. Raises Partner.DoesNotExist if it was deleted."""
        return self.pots([reward])[reward.pk]

    def pots(self, rewards: Sequence[Reward]) -> dict[int, Pot]:
        """Return what is owed to the partners, by reward. One query."""
        slugs = {reward.options["partner"] for reward in rewards}
        partners = {row.slug: row.pk for row in Partner.objects.filter(slug__in=slugs)}
        missing = slugs - partners.keys()
        if missing:
            raise Partner.DoesNotExist(", ".join(sorted(missing)))
        return {
            reward.pk: _payable(reward, partners[reward.options["partner"]]) for reward in rewards
        }


def name_of_partner(options: Mapping[str, Any]) -> str:
    """Return the name of the partner that written options choose. One query."""
    return PARTNER.show(options.get("partner", ""), currency="")


def _payable(reward: Reward, partner_id: int) -> Pot:
    holder = partner_holder(partner_id=partner_id, program_id=reward.referral.program_id)
    return Pot(AccountKind.PAYABLE, holder, reward.currency)
