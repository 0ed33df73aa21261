"""How much a friend gets off an order."""

from decimal import Decimal

from oscar_referrals.models import FriendBenefit, Terms
from oscar_referrals.money import percentage


def discount_for(*, terms: Terms, order_value: Decimal) -> Decimal:
    """Return what terms take off an order of that value, in the terms' currency.

    Oscar prices the basket itself and may differ by the rounding of its lines.
    """
    if terms.friend_benefit == FriendBenefit.PERCENTAGE:
        return percentage(percent=terms.friend_value, amount=order_value, currency=terms.currency)
    return min(terms.friend_value, order_value)
