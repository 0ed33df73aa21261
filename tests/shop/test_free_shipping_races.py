"""Two friends want the last free shipping of a budget: nobody who was shown it pays in the end."""

from decimal import Decimal

import pytest
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals.models import Budget, Referral
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.shop import placing
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from tests.rewards.test_races import Rival
from tests.shop.test_free_shipping import basket_with, place

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_budget_is_kept_until_the_shipping_of_an_order_is_known(monkeypatch):
    program = ProgramFactory(
        friend_benefit="shipping", friend_value=Decimal("7.00"), minimum=0, cap=Decimal("13.00")
    )
    advocate = AdvocateFactory(program=program)
    slower = basket_with(advocate)
    refusals = []

    def order_too():
        try:
            place(slower, email="slower@example.com")
        except UnableToPlaceOrder as refusal:
            refusals.append(str(refusal))

    rival = Rival(order_too)
    add_shipping = placing.add_shipping

    def let_the_rival_order_first(**kwargs):
        monkeypatch.setattr(placing, "add_shipping", add_shipping)
        rival.act()
        add_shipping(**kwargs)

    monkeypatch.setattr(placing, "add_shipping", let_the_rival_order_first)
    place(basket_with(advocate), email="faster@example.com")
    rival.join()

    assert Referral.objects.get().discount == Decimal("6.90")
    assert Budget.objects.get().committed == Decimal("6.90")
    assert len(refusals) == 1
    assert list(find_differences()) == []
