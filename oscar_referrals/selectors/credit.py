"""What a customer can spend."""

from datetime import datetime

from django.db.models import Q, QuerySet

from oscar_referrals.models import Account, AccountKind, Reward
from oscar_referrals.models.reward import USABLE


def credit_of(user_id: int) -> "QuerySet[Account]":
    """Return the accounts in which a customer has credit, one per currency. One query."""
    accounts = Account.objects.filter(user_id=user_id, kind=AccountKind.CREDIT, balance__gt=0)
    return accounts.order_by("currency")


def vouchers_of(*, user_id: int, moment: datetime) -> "QuerySet[Reward]":
    """Return the rewards that are vouchers a customer can use at that moment. One query.

    The first to expire comes first.
    """
    in_time = Q(expires_at=None) | Q(expires_at__gt=moment)
    rewards = Reward.objects.filter(
        in_time, advocate__user_id=user_id, state__in=USABLE, voucher__isnull=False
    )
    return rewards.select_related("voucher").order_by("expires_at", "pk")
