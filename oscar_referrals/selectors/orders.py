"""Which of the shop's orders concern us."""

from oscar_referrals.clock import database_now
from oscar_referrals.models import Pledge, Referral, Transfer
from oscar_referrals.models.donation import COUNTED_AFTER_THE_END


def is_followed(order_id: int) -> bool:
    """Tell whether an order has a referral, was paid with credit, or may count for a pledge.

    An order that a pledge has counted has a transfer; until then any order may be one of them.
    """
    has_referral = Referral.objects.filter(order_id=order_id).exists()
    return (
        has_referral
        or Transfer.objects.filter(order_id=order_id).exists()
        or Pledge.objects.filter(ends_at__gt=database_now() - COUNTED_AFTER_THE_END).exists()
    )
