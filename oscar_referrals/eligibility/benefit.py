"""How much a friend saves with an order."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from oscar_referrals.eligibility.purchases import PurchaseFacts, PurchaseLine
from oscar_referrals.models import FriendBenefit, Terms
from oscar_referrals.money import format_money, percentage, round_down
from oscar_referrals.ports import shop


def discount_for(
    *,
    terms: Terms,
    order_value: Decimal,
    shipping: Decimal | None = None,
    purchase: PurchaseFacts | None = None,
) -> Decimal:
    """Return what terms take off an order of that value, in the terms' currency.

    Oscar prices the basket itself and may differ by the rounding of its lines. Free shipping takes
    off what `shipping` costs, as far as the terms pay it, or all that they may pay as long as the
    way of shipping is not chosen. A free piece is the cheapest of a `purchase`; without one it is
    the most that it can be.
    """
    if terms.pays_shipping:
        return terms.friend_value if shipping is None else min(terms.friend_value, shipping)
    if terms.friend_benefit == FriendBenefit.PERCENTAGE:
        return percentage(percent=terms.friend_value, amount=order_value, currency=terms.currency)
    most = order_value
    if terms.friend_pieces:
        lines = free_lines(terms=terms, purchase=purchase) if purchase else []
        prices = [line.value / line.quantity for line in lines]
        most = min([*prices, order_value]) if prices else order_value / terms.friend_pieces
    return min(terms.friend_value, round_down(amount=most, currency=terms.currency))


def free_lines(*, terms: Terms, purchase: PurchaseFacts) -> Sequence[PurchaseLine]:
    """Return the lines of which a piece can be free."""
    if not terms.friend_range:
        return purchase.lines
    return purchase.lines_of(kind="range", keys=(terms.friend_range,))


def goods_text(terms: Terms) -> str:
    """Return of what goods a piece is free. One query if it is those of a range."""
    if not terms.friend_range:
        return _("whatever you like")
    return shop().name_thing("range", key=terms.friend_range) or terms.friend_range


def published_benefit(terms: Terms) -> list[str]:
    """Return what limits the friend's benefit, as anybody may read it."""
    words = {"limit": format_money(terms.friend_value, terms.currency)}
    if terms.pays_shipping:
        return [_("Shipping is free as far as it costs %(limit)s at most.") % words]
    if terms.friend_pieces:
        sentence = _("The cheapest piece is free, as far as it costs %(limit)s at most.")
        return [sentence % words]
    return []
