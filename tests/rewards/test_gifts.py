"""A free product and free shipping: personal vouchers that give a thing instead of an amount."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.test import factories as oscar_factories

from example_shop.shipping.repository import ExpressDelivery, Repository
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.spend import put_reward_into_basket
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.selectors.offers import advocate_gets
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import apply_offers, make_basket, make_product, place_order
from tests.account.pages import signed_in, words_of

pytestmark = pytest.mark.django_db

PAGE = "/account/invite/"


@pytest.fixture
def coffee():
    """Return a product of 12.00 that customers know."""
    product = make_product(price="12.00")
    product.upc, product.title = "HL-1", "Harbor blend"
    product.save()
    return product


@pytest.fixture
def earn(bring_friend):
    """Return a function that earns a reward of a kind."""

    def bring(kind, value="15.00", **options):
        program = ProgramFactory(
            reward_kind=kind, reward_value=Decimal(value), reward_options=options
        )
        bring_friend(AdvocateFactory(program=program), quantity=4)
        return Reward.objects.get()

    return bring


@pytest.fixture
def free_coffee(coffee, earn):
    """Return a reward that is one packet of coffee."""
    return earn("free_product", product="HL-1")


def press_use_it(reward):
    """Press [Use it] on the owner's page; return what the next page says."""
    client = signed_in(reward.advocate.user)
    address = reverse("referral-use-reward", kwargs={"pk": reward.pk})
    return words_of(client.post(address, follow=True))


def basket_of(reward):
    """Return the owner's basket, priced."""
    basket = reward.advocate.user.baskets.get(status="Open")
    basket.strategy = make_basket().strategy
    apply_offers(basket)
    return basket


def test_a_free_product_is_put_into_the_basket_when_it_is_used(free_coffee, coffee, books):
    words = press_use_it(free_coffee)

    assert "It is in your basket now" in words
    basket = basket_of(free_coffee)
    assert [line.product for line in basket.all_lines()] == [coffee]
    assert basket.total_incl_tax == 0
    place_order(basket=basket)
    free_coffee.refresh_from_db()
    assert (free_coffee.state, free_coffee.used) == (RewardState.USED, Decimal("12.00"))
    assert books() == []


def test_only_one_piece_is_free_and_nothing_else(free_coffee, coffee):
    basket = make_basket(owner=free_coffee.advocate.user, price="25.00", quantity=1)
    basket.add_product(coffee, 3)
    put_reward_into_basket(reward=free_coffee, basket_id=basket.pk)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("49.00")


def test_of_a_product_that_has_become_dearer_the_reward_pays_its_own_size(free_coffee, coffee):
    coffee.stockrecords.update(price=Decimal("20.00"))
    press_use_it(free_coffee)

    assert basket_of(free_coffee).total_incl_tax == Decimal("5.00")


def test_a_product_that_is_sold_out_is_told_and_the_reward_waits(free_coffee, coffee):
    coffee.stockrecords.update(num_in_stock=0)

    words = press_use_it(free_coffee)

    assert "cannot be put into your basket at the moment" in words
    basket = basket_of(free_coffee)
    assert basket.is_empty
    assert not basket.vouchers.exists()


def test_no_other_voucher_is_spent_on_a_free_product(coffee, bring_friend):
    program = ProgramFactory(
        reward_kind="free_product",
        reward_value=Decimal("15.00"),
        reward_options={"product": "HL-1"},
        extra_rewards=[
            {"side": "advocate", "when": "every_referral", "kind": "voucher", "value": "15.00"}
        ],
    )
    advocate = AdvocateFactory(program=program)
    bring_friend(advocate)
    basket = make_basket(owner=advocate.user, price="5.00", quantity=1)
    for reward in Reward.objects.all():
        put_reward_into_basket(reward=reward, basket_id=basket.pk)

    apply_offers(basket)

    given = {row["offer"].name: row["discount"] for row in basket.offer_applications}
    assert given == {"Free product": Decimal("12.00"), "Reward": Decimal("5.00")}


def test_what_cannot_be_divided_stays_whole_until_the_order_deserves_nothing(free_coffee, books):
    order = free_coffee.referral.order
    line = order.lines.get().pk

    record_refund(order=order, amount=Decimal("22.50"), reference="1", lines={line: 1})
    run_due()
    free_coffee.refresh_from_db()
    assert free_coffee.net == Decimal("15.00")
    assert books() == []

    record_refund(order=order, amount=Decimal("67.50"), reference="2", lines={line: 3})
    run_due()
    free_coffee.refresh_from_db()
    assert (free_coffee.net, free_coffee.state) == (0, RewardState.REVOKED)
    page = signed_in(free_coffee.advocate.user).get(PAGE)
    assert "Harbor blend for free Code" not in words_of(page)
    assert books() == []


def test_the_owner_reads_the_name_of_the_product(free_coffee):
    words = words_of(signed_in(free_coffee.advocate.user).get(PAGE))

    assert "Give €10.00, get Harbor blend for free" in words
    assert f"Harbor blend for free Code {free_coffee.voucher.code}, only for you." in words
    assert advocate_gets(free_coffee.referral.terms) == "Harbor blend for free"


def express_charge(basket):
    """Return what express delivery of a priced basket costs."""
    methods = Repository().get_shipping_methods(basket)
    express = next(method for method in methods if method.code == ExpressDelivery.code)
    return express.calculate(basket).incl_tax


def test_free_shipping_takes_the_shipping_off_one_order(earn, books):
    reward = earn("free_shipping", value="7.00")
    basket = make_basket(owner=reward.advocate.user)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)
    apply_offers(basket)
    assert express_charge(basket) == 0

    methods = Repository().get_shipping_methods(basket)
    express = next(method for method in methods if method.code == ExpressDelivery.code)
    order = oscar_factories.create_order(
        basket=basket, user=reward.advocate.user, shipping_method=express
    )

    reward.refresh_from_db()
    assert order.shipping_incl_tax == 0
    assert (reward.state, reward.used) == (RewardState.USED, Decimal("6.90"))
    assert books() == []


def test_shipping_that_costs_more_is_paid_up_to_the_size_of_the_reward(earn):
    reward = earn("free_shipping", value="5.00")
    basket = make_basket(owner=reward.advocate.user)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)

    apply_offers(basket)

    assert express_charge(basket) == Decimal("1.90")


def test_shipping_that_costs_nothing_does_not_use_the_reward_up(earn):
    reward = earn("free_shipping", value="7.00")
    basket = make_basket(owner=reward.advocate.user)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)

    place_order(basket=basket)

    reward.refresh_from_db()
    assert reward.state == RewardState.ISSUED
