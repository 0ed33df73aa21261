"""The friends of a customer who ordered, newest first."""

from django.db.models import Prefetch, QuerySet

from oscar_referrals.models import Referral, Reward
from oscar_referrals.models.reward import MAIN
from oscar_referrals.selectors.persons import Person


def friends_of(person: Person) -> "QuerySet[Referral]":
    """Return the referrals of a customer or guest in all programs, with terms and appeals.

    Each carries `rewards_of_advocate`, a list of what he was promised for it. What the friend
    bought stays out of sight: nothing here reads an order. Two queries.
    """
    rewards = Reward.objects.filter(slot=MAIN).order_by("pk")
    referrals = Referral.objects.filter(person.places(of="advocate__"))
    return referrals.select_related("terms", "appeal").prefetch_related(
        Prefetch("rewards", queryset=rewards, to_attr="rewards_of_advocate")
    )
