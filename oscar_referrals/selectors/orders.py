"""Which of the shop's orders concern us."""

from oscar_referrals.models import Referral, Transfer


def is_followed(order_id: int) -> bool:
    """Tell whether an order has a referral, or was paid with credit."""
    has_referral = Referral.objects.filter(order_id=order_id).exists()
    return has_referral or Transfer.objects.filter(order_id=order_id).exists()
