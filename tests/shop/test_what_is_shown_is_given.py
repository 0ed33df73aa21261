"""What a friend is shown the till gives, whatever else the shop and its staff do."""

from decimal import Decimal

import pytest
from oscar.test import factories as oscar_factories

from oscar_referrals.models import Budget, Referral
from oscar_referrals.selectors.offers import find_invitation
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_basket, make_product
from tests.cards.making import make_batch, make_program, use
from tests.rewards.test_extras import FRIEND
from tests.shop.test_free_shipping import EXPRESS, basket_with, method_for, place

pytestmark = pytest.mark.django_db

SHIPPING = {"friend_benefit": "shipping", "friend_value": Decimal("5.00"), "minimum": 0}


def site_offer(*, benefit, value, priority=0):
    """Return an offer of the shop's own for every basket."""
    products = oscar_factories.RangeFactory(name="Everything", includes_all_products=True)
    return oscar_factories.ConditionalOfferFactory(
        name="The shop's own",
        priority=priority,
        benefit=oscar_factories.BenefitFactory(
            type=benefit, value=value, range=None if "Shipping" in benefit else products
        ),
        condition=oscar_factories.ConditionFactory(type="Value", value=1, range=products),
    )


@pytest.mark.parametrize("priority", [0, 10])
def test_who_has_a_code_never_pays_more_for_shipping_than_who_has_none(priority):
    site_offer(benefit="Shipping absolute", value=100, priority=priority)
    advocate = AdvocateFactory(program=ProgramFactory(**SHIPPING, cap=Decimal(100)))
    basket = basket_with(advocate)
    assert method_for(basket, EXPRESS).calculate(basket).incl_tax == 0
    place(basket)
    assert Referral.objects.get().discount == 0


def test_a_cap_that_is_lowered_after_reserving_stops_no_free_shipping():
    program = ProgramFactory(**SHIPPING | {"friend_value": Decimal(7)}, cap=Decimal(100))
    basket = basket_with(AdvocateFactory(program=program), owner=CustomerFactory())
    reserve_invitation(basket)
    Budget.objects.update(cap=Decimal(10))
    place(basket, user=basket.owner)
    assert Referral.objects.get().discount == Decimal("6.90")


def test_a_free_piece_is_not_combined_with_an_exclusive_offer():
    site_offer(benefit="Fixed", value=10)
    pair = {"friend_benefit": "two_for_one", "friend_value": Decimal(30), "minimum": 0}
    advocate = AdvocateFactory(program=ProgramFactory(**pair))
    basket = make_basket(price="25.00", quantity=1)
    for price in ("12.00", "16.00"):
        basket.add_product(make_product(price=price), 1)
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    assert basket.total_incl_tax == Decimal("41.00")


def test_a_used_card_shows_nothing_to_claim():
    card = make_batch(make_program(code_total=1)).cards.first()
    assert find_invitation(card.code.text) is not None
    assert use(card) is not None
    assert find_invitation(card.code.text) is None


def test_the_limit_of_friends_per_advocate_does_not_count_the_shop_as_one():
    first, second, _third = make_batch(make_program(advocate_total=1)).cards.order_by("number")
    assert use(first, "first@example.com") is not None
    assert use(second, "second@example.com") is not None


def test_a_card_of_the_shop_promises_no_extra_that_only_referrals_give():
    card = make_batch(make_program(extra_rewards=[FRIEND])).cards.first()
    assert find_invitation(card.code.text).offer.friend_extras == ()
    invited = AdvocateFactory(program=ProgramFactory(extra_rewards=[FRIEND]))
    assert find_invitation(code_of(invited).text).offer.friend_extras != ()
