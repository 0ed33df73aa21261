"""What Oscar does at the points we rely on. An upgrade that changes it fails here first."""

from decimal import Decimal

import pytest
from django.db import transaction
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.models import Referral
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    make_basket,
    place_order,
)

pytestmark = pytest.mark.django_db


def basket_with_code(advocate, **kwargs):
    """Return a basket that carries an advocate's code."""
    basket = make_basket(**kwargs)
    basket.vouchers.add(code_of(advocate).voucher_id)
    return basket


def test_an_order_discount_is_written_inside_the_order_transaction(monkeypatch):
    seen = []

    def look(instance):
        connection = transaction.get_connection()
        seen.append((connection.in_atomic_block, instance.order.lines.exists()))

    monkeypatch.setattr("oscar_referrals.shop.placing.record_discount", look)
    place_order(basket=basket_with_code(AdvocateFactory()), email="friend@example.com")

    assert seen == [(True, False)]


def test_a_refusal_in_the_order_transaction_leaves_no_order():
    advocate = AdvocateFactory()
    orders = get_model("order", "Order").objects

    with pytest.raises(UnableToPlaceOrder):
        place_order(basket=basket_with_code(advocate), email=advocate.user.email)

    assert not orders.exists()


def test_the_recorded_base_is_what_the_order_lines_say():
    advocate = AdvocateFactory(
        program__friend_benefit="percentage", program__friend_value=Decimal("12.5")
    )
    basket = basket_with_code(advocate, price="19.95", quantity=3)

    order = place_order(basket=basket, email="friend@example.com")

    total = sum(line.line_price_incl_tax for line in order.lines.all())
    assert Referral.objects.get().base == total


def test_a_site_offer_and_an_invitation_do_not_add_up_by_default():
    product_range = oscar_factories.RangeFactory(includes_all_products=True)
    oscar_factories.create_offer(
        name="Everything 1.00 off",
        offer_type="Site",
        condition=oscar_factories.ConditionFactory(range=product_range, type="Count", value=1),
        benefit=oscar_factories.BenefitFactory(
            range=product_range, type="Absolute", value=Decimal("1.00"), max_affected_items=None
        ),
        max_basket_applications=1,
        priority=10,
    )
    basket = basket_with_code(AdvocateFactory())

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("49.00")
