"""Oscar's default: offers are reckoned on prices without tax, and tax is added to what is left."""

from decimal import Decimal

import pytest
from oscar.core.loading import get_class
from oscar.test import factories as oscar_factories

from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.models import Account, AccountKind, Budget, Referral
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    make_basket,
    make_product,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


def taxed_basket(**kwargs):
    """Return a basket whose prices are without tax, of which there are 20 % to add."""
    basket = make_basket(**kwargs)
    basket.strategy = get_class("partner.strategy", "UK")()
    return basket


def test_two_for_one_gives_one_piece_and_not_its_tax_as_well():
    program = ProgramFactory(friend_benefit="two_for_one", friend_value=Decimal(15), minimum=0)
    advocate = AdvocateFactory(program=program)
    basket = taxed_basket(price="10.00", quantity=2)
    basket.vouchers.add(code_of(advocate).voucher_id)

    order = place_order(basket=basket, email="friend@example.com")

    assert (order.total_excl_tax, order.total_incl_tax) == (Decimal("10.00"), Decimal("12.00"))
    assert Referral.objects.get().discount == Decimal("10.00")
    assert Budget.objects.get().committed == Decimal("10.00")


def test_credit_pays_goods_up_to_their_price_without_tax(reward_now, credit):
    program = ProgramFactory(reward_value=Decimal("30.00"))
    advocate = AdvocateFactory(program=program)
    reward_now(place_referred_order(advocate=advocate))
    basket = taxed_basket(owner=advocate.user, price="12.50", quantity=2)
    account = Account.objects.get(kind=AccountKind.CREDIT)
    put_credit_into_basket(account=account, basket_id=basket.pk)

    order = place_order(basket=basket)

    assert order.total_incl_tax == 0
    assert credit() == Decimal("5.00")


def test_a_minimum_counts_what_another_offer_left_tax_included():
    everything = oscar_factories.RangeFactory(includes_all_products=True)
    oscar_factories.ConditionalOfferFactory(
        condition=oscar_factories.ConditionFactory(range=everything, type="Count", value=1),
        benefit=oscar_factories.BenefitFactory(range=everything, type="Absolute", value=10),
        max_basket_applications=1,
        exclusive=False,
        priority=10,
    )
    goods = make_product(price="30.00")
    for minimum, is_reached in (("60.00", True), ("60.01", False)):
        advocate = AdvocateFactory(
            program__minimum=Decimal(minimum), program__combines_with_offers=True
        )
        basket = taxed_basket(price="30.00", quantity=1)
        basket.add_product(goods, 1)
        basket.vouchers.add(code_of(advocate).voucher_id)
        apply_offers(basket)
        total = Decimal("48.00") if is_reached else Decimal("60.00")
        assert basket.total_incl_tax == total
