"""A friend pays no shipping: known to the cent, recorded also where it costs nothing."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model
from oscar.test import factories as oscar_factories

from example_shop.shipping.repository import Repository
from oscar_referrals.account.basket_line import describe_invitation
from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.spend import put_reward_into_basket
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Budget,
    Referral,
    ReferralState,
    Reservation,
    Reward,
    RewardState,
)
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import apply_offers, change_status, make_basket

pytestmark = pytest.mark.django_db

EXPRESS, STANDARD = "express", "standard"


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


@pytest.fixture
def invite():
    """Return a function that makes an advocate whose friends pay no shipping, up to 7.00."""

    def make(**fields):
        usual = {"friend_benefit": "shipping", "friend_value": Decimal("7.00"), "minimum": 0}
        return AdvocateFactory(program=ProgramFactory(**usual | fields))

    return make


def basket_with(advocate, *, owner=None, **kwargs):
    """Return a basket with the code of an advocate, priced."""
    basket = make_basket(owner=owner, **kwargs)
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    return basket


def method_for(basket, code):
    """Return a way of shipping as it is offered for a basket."""
    methods = Repository().get_shipping_methods(basket)
    return next(method for method in methods if method.code == code)


def order_with(advocate, *, shipping=EXPRESS, user=None, email="friend@example.com", **kwargs):
    """Let a friend order with an advocate's code, shipped that way; return the referral."""
    basket = basket_with(advocate, owner=user, **kwargs)
    order = place(basket, shipping=shipping, user=user, email=email)
    return Referral.objects.get(order=order)


def place(basket, *, shipping=EXPRESS, user=None, email="friend@example.com"):
    """Place the order of a priced basket, shipped that way."""
    fields = {"user": user} if user else {"user": AnonymousUser(), "guest_email": email}
    method = method_for(basket, shipping)
    return oscar_factories.create_order(basket=basket, shipping_method=method, **fields)


def reward_now(referral, monkeypatch):
    """Deliver an order and let the return time pass."""
    run_due()
    change_status(referral.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    run_due()
    referral.refresh_from_db()


def used():
    """Return what the only budget has committed and reserved."""
    budget = Budget.objects.get()
    return budget.committed, budget.reserved


def test_a_friend_walks_through_the_checkout_and_pays_no_shipping(visitor, invite):
    code = code_of(invite(minimum=Decimal(40), cap=Decimal(100))).text
    visitor.go_to_checkout(code)
    visitor.client.post(reverse("checkout:shipping-method"), {"method_code": EXPRESS})
    assert visitor.look_at_the_order() == "50.00"
    visitor.place_order()

    order = get_model("order", "Order").objects.get()
    referral = Referral.objects.get()
    assert (order.shipping_incl_tax, order.total_incl_tax) == (0, Decimal("50.00"))
    assert (referral.base, referral.discount) == (Decimal("50.00"), Decimal("6.90"))
    assert referral.order_value == Decimal("50.00")
    assert used() == (Decimal("6.90"), Decimal("10.00"))
    assert not Reservation.objects.exists()


def test_dearer_shipping_is_paid_up_to_the_limit(invite):
    referral = order_with(invite(friend_value=Decimal("5.00")))

    assert referral.order.shipping_incl_tax == Decimal("1.90")
    assert referral.discount == Decimal("5.00")


def test_shipping_that_costs_nothing_brings_the_advocate_his_reward_all_the_same(
    invite, monkeypatch
):
    referral = order_with(invite(cap=Decimal(100)), shipping=STANDARD)
    assert (referral.discount, used()) == (0, (0, Decimal("10.00")))

    reward_now(referral, monkeypatch)

    assert referral.state == ReferralState.REWARDED
    assert Reward.objects.get().granted == Decimal("10.00")


def test_the_invitation_is_used_once_whatever_the_shipping_costs(invite):
    advocate = invite()
    order_with(advocate, shipping=STANDARD)

    basket = basket_with(advocate)
    with pytest.raises(UnableToPlaceOrder):
        place(basket)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("cap", "promise"),
    [("7.00", "0.00"), ("16.99", "0.00"), ("17.00", "10.00")],
)
def test_the_end_of_the_budget_never_takes_the_shipping_from_a_friend(invite, cap, promise):
    referral = order_with(invite(cap=Decimal(cap)))

    assert referral.discount == Decimal("6.90")
    assert referral.promise == Decimal(promise)
    assert used() == (Decimal("6.90"), Decimal(promise))


def test_a_budget_without_room_for_all_the_shipping_gives_none(invite):
    basket = basket_with(invite(cap=Decimal("6.99")))

    assert method_for(basket, EXPRESS).calculate(basket).incl_tax == Decimal("6.90")


def test_what_the_shipping_costs_at_most_is_reserved_before_payment(invite):
    advocate = invite(cap=Decimal(100))
    basket = basket_with(advocate, owner=CustomerFactory())

    reserve_invitation(basket)

    assert Reservation.objects.get().amount == Decimal("17.00")
    order = place(basket, user=basket.owner)
    assert Referral.objects.get(order=order).discount == Decimal("6.90")
    assert used() == (Decimal("6.90"), Decimal("10.00"))


def test_a_cancelled_order_gives_all_of_it_back_to_the_budget(invite):
    referral = order_with(invite(cap=Decimal(100)))
    run_due()

    change_status(referral.order, "Cancelled")
    run_due()

    assert used() == (0, 0)


def test_a_reward_follows_the_goods_and_not_the_shipping(invite, monkeypatch):
    advocate = invite(
        minimum=Decimal(50), reward_shape="percentage", reward_steps=[{"from": "56", "value": "20"}]
    )
    referral = order_with(advocate)
    assert referral.promise == Decimal("5.00"), "50.00 of goods reach no step of 56.00"
    reward_now(referral, monkeypatch)
    line = referral.order.lines.get()

    record_refund(order=referral.order, amount=Decimal(25), reference="1", lines={line.pk: 1})
    run_due()

    assert Reward.objects.get().net == 0, "25.00 of goods are below the minimum of 50.00"


def test_a_free_shipping_of_ones_own_is_kept_for_another_order(invite, monkeypatch):
    giver = invite(reward_kind="free_shipping", friend_benefit="amount", slug="own")
    reward_now(order_with(giver, shipping=STANDARD), monkeypatch)
    reward = Reward.objects.get()
    basket = basket_with(invite(), owner=giver.user)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)
    apply_offers(basket)

    order = place(basket, user=giver.user)

    reward.refresh_from_db()
    assert reward.state == RewardState.ISSUED
    assert Referral.objects.get(order=order).discount == Decimal("6.90")
    assert order.discounts.count() == 1


def test_where_the_shop_pays_the_shipping_the_invitation_costs_nothing(invite):
    offer = oscar_factories.ConditionalOfferFactory(
        name="No shipping today",
        priority=10,
        benefit=oscar_factories.BenefitFactory(type="Shipping absolute", value=100, range=None),
        condition=oscar_factories.ConditionFactory(
            type="Value", value=1, range__includes_all_products=True
        ),
    )
    basket = basket_with(invite(cap=Decimal(100)))
    assert basket.shipping_discounts[0]["offer"] == offer

    order = place(basket)

    assert order.shipping_incl_tax == 0
    assert Referral.objects.get().discount == 0
    assert used() == (0, Decimal("10.00"))


def test_the_words_say_shipping_and_never_off(invite):
    advocate = invite(minimum=Decimal(40))
    address = reverse("referral-invitation", kwargs={"code": code_of(advocate).text})
    page = Client().get(address).content.decode()
    assert "Anna gives you free shipping with your first order" in page
    assert "Shipping is free as far as it costs €7.00 at most." in page
    assert "free shipping off" not in page

    line = describe_invitation(basket_with(advocate))
    assert line is not None
    assert line.sentence == "Anna's invitation: free shipping"
    cheap = describe_invitation(basket_with(advocate, quantity=1))
    assert cheap is not None
    assert cheap.sentence == "Spend €15.00 more to use Anna's free shipping"

    order_with(advocate)
    run_due()
    bodies = [message.body for message in mail.outbox]
    assert any("took €6.90 off the shipping of your order" in body for body in bodies)
