"""What an invitation says first, who gives what: one sentence for pages, previews and cards."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from oscar_referrals.selectors.offers import Offer


class _Giver(Enum):
    NAMED = auto()
    A_FRIEND = auto()
    THE_SHOP = auto()


#: By who gives, whether it is an amount that comes off, and whether only a first order counts.
_HEADLINES = {
    (_Giver.NAMED, True, True): _("%(name)s gives you %(benefit)s off your first order"),
    (_Giver.NAMED, True, False): _("%(name)s gives you %(benefit)s off your order"),
    (_Giver.NAMED, False, True): _("%(name)s gives you %(benefit)s with your first order"),
    (_Giver.NAMED, False, False): _("%(name)s gives you %(benefit)s with your order"),
    (_Giver.A_FRIEND, True, True): _("A friend gives you %(benefit)s off your first order"),
    (_Giver.A_FRIEND, True, False): _("A friend gives you %(benefit)s off your order"),
    (_Giver.A_FRIEND, False, True): _("A friend gives you %(benefit)s with your first order"),
    (_Giver.A_FRIEND, False, False): _("A friend gives you %(benefit)s with your order"),
    (_Giver.THE_SHOP, True, True): _("%(benefit)s off your first order"),
    (_Giver.THE_SHOP, True, False): _("%(benefit)s off your order"),
    (_Giver.THE_SHOP, False, True): _("%(benefit)s with your first order"),
    (_Giver.THE_SHOP, False, False): _("%(benefit)s with your order"),
}


def headline_for_friend(offer: "Offer", *, name: str, is_from_shop: bool) -> str:
    """Return the headline in the active language. `name` is "" if the advocate shows none."""
    giver = _Giver.NAMED if name else _Giver.THE_SHOP if is_from_shop else _Giver.A_FRIEND
    benefit = capfirst(offer.friend_gets) if giver is _Giver.THE_SHOP else offer.friend_gets
    headline = _HEADLINES[giver, offer.is_amount_off, offer.is_for_first_orders]
    return str(headline) % {"name": name, "benefit": benefit}
