"""The cost preview asks the rules about orders, and prices what friends get besides an amount."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from oscar_referrals.insight import preview as previewing
from oscar_referrals.insight.asking import preview_program
from oscar_referrals.insight.preview import preview_cost
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_basket, make_product, place_order
from tests.insight.past import make_terms, past_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_order_is_referred(monkeypatch):
    monkeypatch.setattr(previewing, "is_chosen", lambda *, lot, percent: True)


@pytest.fixture
def blends():
    """Two first orders of the past: 12.00 and 30.00 for blends in one, a 50.00 mug in the other."""
    row = get_model("offer", "Range").objects.create(name="Harbor blends", slug="blends")
    basket = make_basket(price="5.00", quantity=1)
    for price in ("12.00", "30.00"):
        product = make_product(price=price)
        row.add_product(product)
        basket.add_product(product, 1)
    place_order(basket=basket, email="anna@example.com")
    place_order(basket=make_basket(price="50.00", quantity=1), email="ben@example.com")
    return row


def scenario_of(**fields):
    """Return what a program would have cost, whatever the share."""
    return preview_program(program=ProgramFactory(**fields)).scenarios[0]


def test_orders_without_the_chosen_goods_do_not_count(blends):
    rule = {"rule": "minimum_in_range", "ranges": ["blends"], "amount": "42.00"}

    scenario = scenario_of(order_rules=[rule])

    assert (scenario.referred, scenario.friends) == (2, 1)
    assert scenario.refused == {Reason.PRODUCT_NOT_ELIGIBLE: 1}


def test_two_for_the_price_of_one_costs_the_cheaper_piece(blends):
    terms = {"friend_benefit": "two_for_one", "friend_value": Decimal(25), "minimum": 0}

    of_range = scenario_of(friend_range="blends", **terms)
    of_all = scenario_of(**terms)

    assert (of_range.friends, of_range.discounts) == (1, Decimal("12.00"))
    assert (of_all.friends, of_all.discounts) == (1, Decimal("5.00"))


def test_terms_without_such_rules_ask_nothing_about_the_lines(blends):
    program = ProgramFactory()

    with CaptureQueriesContext(connection) as sent:
        preview_program(program=program)

    assert not [query for query in sent if "order_orderlinediscount" in query["sql"].lower()]


def test_free_shipping_costs_what_the_shipping_did_up_to_the_limit():
    terms = make_terms(friend_benefit="shipping", friend_value="7.00")
    orders = [
        past_order("1", shipping=Decimal("6.90")),
        past_order("2", shipping=Decimal("9.90")),
        past_order("3"),
    ]

    scenario = preview_cost(terms=terms, orders=orders).scenarios[0]

    assert scenario.discounts == Decimal("13.90")
    assert scenario.sales == Decimal("300.00"), "the goods keep their prices"
