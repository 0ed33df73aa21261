"""Advocates whose reward is money, and the staff who pay it out."""

from decimal import Decimal

import pytest

from oscar_referrals.flows.payout_details import change_payout_details
from oscar_referrals.models import Account
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order

#: A real check number, of nobody's account.
IBAN = "DE02120300000000202051"


@pytest.fixture
def program(db):
    """A program that pays 10.00 euros in money."""
    return ProgramFactory(reward_kind="payout")


@pytest.fixture
def anna(program):
    """Anna has said where her money shall go, a fortnight before she gets any."""
    advocate = AdvocateFactory(program=program, user__email="anna@example.com")
    change_payout_details(user=advocate.user, name="Anna Keller", destination=IBAN)
    return advocate


@pytest.fixture
def earned(anna, reward_now):
    """The referral with which Anna has earned 10.00."""
    return reward_now(place_referred_order(advocate=anna, email="ben@example.com"))


@pytest.fixture
def collector(db):
    """Who collects payouts."""
    return CustomerFactory(email="collector@example.com", is_staff=True)


@pytest.fixture
def approver(db):
    """Who approves them."""
    return CustomerFactory(email="approver@example.com", is_staff=True)


@pytest.fixture
def balance(db):
    """Return a function that tells how much there is in the accounts of a kind."""

    def of(kind):
        balances = Account.objects.filter(kind=kind).values_list("balance", flat=True)
        return sum(balances, Decimal("0.00"))

    return of
