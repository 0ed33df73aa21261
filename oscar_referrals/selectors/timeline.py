"""The friends of a customer who ordered, newest first."""

from django.db.models import Prefetch, QuerySet

from oscar_referrals.models import Referral, Reward
from oscar_referrals.models.reward import MAIN


def friends_of(user_id: int) -> "QuerySet[Referral]":
    """Return the referrals of a customer in all programs, with their terms. Two queries.

    Each carries `rewards_of_advocate`, a list of what the customer was promised for it. What the
    friend bought stays out of sight: nothing here reads an order.
    """
    rewards = Reward.objects.filter(slot=MAIN).order_by("pk")
    referrals = Referral.objects.filter(advocate__user_id=user_id).select_related("terms")
    return referrals.prefetch_related(
        Prefetch("rewards", queryset=rewards, to_attr="rewards_of_advocate")
    )
