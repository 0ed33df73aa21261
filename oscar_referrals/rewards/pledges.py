"""How much a pledge gives for an order."""

from decimal import Decimal
from fractions import Fraction

from oscar_referrals.models import Donation
from oscar_referrals.money import HUNDRED, ZERO, part_of
from oscar_referrals.ports import SoldOrder


def donation_target(*, donation: Donation, order: SoldOrder | None) -> Decimal:
    """Return what the pledge gives for what is left of the counting lines, in its currency.

    Zero if the order is cancelled, charged back or gone. It depends on all refunds together, so any
    order of them ends in the same cents.
    """
    if order is None:
        return ZERO
    left = min(order.left_of(donation.lines), Fraction(donation.base))
    share = Fraction(donation.pledge.percent) / Fraction(HUNDRED)
    return part_of(amount=Decimal(1), share=left * share, currency=donation.currency)
