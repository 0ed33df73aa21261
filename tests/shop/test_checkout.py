"""The last of a budget, in the shop's own checkout: who is told what, and who is charged."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.apps.payment.exceptions import UnableToTakePayment
from oscar.core.loading import get_model

from oscar_referrals.flows import shape
from oscar_referrals.models import Budget, Referral, Reservation
from oscar_referrals.shop.checkout import ReserveBeforePaymentMixin
from oscar_referrals.test.factories import AdvocateFactory, code_of

Order = get_model("order", "Order")

USED_UP = "This invitation has been used up."


@pytest.fixture
def advocate(db):
    """Return an advocate whose program can afford exactly one referral."""
    return AdvocateFactory(program__cap=Decimal("20.00"))


@pytest.fixture
def code(advocate):
    """Return the text of the advocate's code."""
    return code_of(advocate).text


def is_on(page, name):
    """Tell whether that is the page of this name."""
    return page.request["PATH_INFO"] == reverse(name)


def budget():
    """Return what the only budget has committed and reserved."""
    row = Budget.objects.get()
    return (row.committed, row.reserved)


def test_a_friend_orders_and_the_reservation_becomes_the_order(visitor, code, bank):
    assert visitor.go_to_checkout(code) == "40.00"

    assert is_on(visitor.place_order(), "checkout:thank-you")

    assert bank.charged == ["40.00"]
    assert not Reservation.objects.exists()
    assert Referral.objects.get().order.total_incl_tax == Decimal("40.00")


def test_whoever_loses_the_race_is_told_before_his_card_is_charged(
    visitor, other_visitor, code, bank
):
    visitor.go_to_checkout(code)
    other_visitor.go_to_checkout(code)
    pages = []
    bank.meanwhile = lambda: pages.append(other_visitor.place_order())

    assert is_on(visitor.place_order(), "checkout:thank-you")

    assert is_on(pages[0], "basket:summary")
    assert USED_UP in other_visitor.messages
    assert bank.charged == ["40.00"]
    assert Order.objects.count() == 1


def test_the_loser_may_then_order_without_the_invitation(visitor, other_visitor, code, bank):
    visitor.go_to_checkout(code)
    other_visitor.go_to_checkout(code)
    visitor.place_order()
    other_visitor.place_order()

    assert other_visitor.look_at_the_order() == "50.00"
    assert is_on(other_visitor.place_order(), "checkout:thank-you")

    assert bank.charged == ["40.00", "50.00"]
    assert Referral.objects.count() == 1


def test_nobody_pays_more_than_the_last_page_has_shown(visitor, advocate, code, bank):
    visitor.go_to_checkout(code)
    shape.pause(program=advocate.program)

    page = visitor.place_order()

    assert is_on(page, "basket:summary")
    assert "This invitation is no longer valid." in visitor.messages
    assert bank.charged == []
    assert not Order.objects.exists()


def test_a_failed_card_can_be_tried_again(visitor, code, bank):
    visitor.go_to_checkout(code)

    def decline():
        raise UnableToTakePayment("Your bank has declined the card.")

    bank.meanwhile = decline
    visitor.place_order()
    assert "Your bank has declined the card." in visitor.messages
    assert budget() == (Decimal("0.00"), Decimal("20.00"))

    assert is_on(visitor.place_order(), "checkout:thank-you")

    assert bank.charged == ["40.00"]
    assert budget() == (Decimal("10.00"), Decimal("10.00"))


def test_without_the_mixin_the_loser_is_refused_in_the_order_itself(
    visitor, other_visitor, code, bank, monkeypatch
):
    monkeypatch.delattr(ReserveBeforePaymentMixin, "submit")
    visitor.go_to_checkout(code)
    other_visitor.go_to_checkout(code)
    pages = []
    bank.meanwhile = lambda: pages.append(other_visitor.place_order())

    visitor.place_order()

    assert is_on(pages[0], "checkout:thank-you")
    assert f"{USED_UP} Please look at your basket again." in visitor.messages
    assert Order.objects.get().total_incl_tax == Decimal("40.00")
    assert Referral.objects.count() == 1
    assert visitor.total() == "50.00"


def test_an_error_of_ours_while_reserving_lets_the_order_decide(visitor, code, bank, monkeypatch):
    def fail(basket):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("oscar_referrals.shop.checkout.reserve_invitation", fail)
    visitor.go_to_checkout(code)

    assert is_on(visitor.place_order(), "checkout:thank-you")

    assert Referral.objects.count() == 1
