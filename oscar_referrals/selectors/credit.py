"""What a customer can spend, or gets as money."""

from datetime import datetime

from django.db.models import Q, QuerySet

from oscar_referrals.models import OWED, Account, AccountKind, Reward, Side
from oscar_referrals.models.reward import USABLE
from oscar_referrals.selectors.persons import Person

#: What is paid out, or is on its way.
MONEY = (AccountKind.PAYOUT_DUE, AccountKind.PAYOUT_OPEN)


def credit_of(user_id: int) -> "QuerySet[Account]":
    """Return the accounts in which a customer has credit, one per currency. One query."""
    accounts = Account.objects.filter(user_id=user_id, kind=AccountKind.CREDIT, balance__gt=0)
    return accounts.order_by("currency")


def money_of(user_id: int) -> "QuerySet[Account]":
    """Return what is to be paid out to a customer, or is on its way. One query."""
    return owed_to(user_id).filter(kind__in=MONEY)


def owed_to(user_id: int) -> "QuerySet[Account]":
    """Return all that the shop owes to a customer, as credit and as money. One query."""
    accounts = Account.objects.filter(user_id=user_id, kind__in=OWED, balance__gt=0)
    return accounts.order_by("currency", "kind")


def vouchers_of(person: Person, *, moment: datetime) -> "QuerySet[Reward]":
    """Return the rewards that are vouchers somebody can use at that moment. One query.

    The first to expire comes first.
    """
    in_time = Q(expires_at=None) | Q(expires_at__gt=moment)
    rewards = Reward.objects.filter(
        in_time, person.rewards(), state__in=USABLE, voucher__isnull=False
    )
    return rewards.select_related("voucher").order_by("expires_at", "pk")


def rewards_of(person: Person) -> list[Reward]:
    """Return all rewards of a customer or guest of every kind, newest first. Two queries.

    Those for friends he invited, and those for his own order as a friend; with the voucher or the
    card that each of them is.
    """
    rewards = Reward.objects.select_related(
        "voucher",
        "referral__terms",
        "advocate",
        "gift_card__account",
        "listed_code__code_list",
    )
    as_advocate = rewards.filter(person.places(of="advocate__"), side=Side.ADVOCATE)
    as_friend = rewards.filter(side=Side.FRIEND, referral__friend_id=person.user_id)
    found = [*as_advocate] if person.is_guest else [*as_advocate, *as_friend]
    return sorted(found, key=lambda reward: -reward.pk)


def books_of(user_id: int) -> list[Account]:
    """Return all accounts of a customer that have a statement, also empty ones. One query.

    What he can spend, what is paid out to him, and what is set off against his next rewards.
    """
    kinds = (AccountKind.CREDIT, *MONEY, AccountKind.RECEIVABLE)
    accounts = Account.objects.filter(user_id=user_id, kind__in=kinds)
    return list(accounts.order_by("currency", "kind"))
