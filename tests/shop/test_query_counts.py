"""How many queries an invitation costs, against stock Oscar in the same shop."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, ReferralState
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import change_status, make_product, place_referred_order
from tests.bench.shopper import Shopper
from tests.bench.side_by_side import without_reservation
from tests.bench.stock import create_stock_voucher, stock_oscar

Order = get_model("order", "Order")

pytestmark = pytest.mark.django_db


@pytest.fixture
def products():
    """Return three products in stock."""
    return [make_product(price="25.00") for _line in range(3)]


@pytest.fixture
def code():
    """Return one of our codes, with a budget that has a limit."""
    return code_of(AdvocateFactory(program__cap=Decimal("1000.00"))).text


@pytest.fixture
def plain_code():
    """Return a plain voucher that gives the same."""
    create_stock_voucher(code="PLAIN", minimum=Decimal("40.00"), amount=Decimal("10.00"))
    return "PLAIN"


@pytest.fixture
def shopper(products):
    """Return a function that makes a customer with a full basket, and perhaps a code."""

    def make(code=""):
        customer = Shopper(products=products)
        customer.fill_basket()
        if code:
            customer.type_code(code)
        return customer

    return make


def queries(step):
    """Return how many queries a step sends, after it was tried twice to fill the caches."""
    step()
    step()
    with CaptureQueriesContext(connection) as sent:
        step()
    return len(sent)


def queries_of_order(make_shopper, code=""):
    """Return how many queries the last step of the checkout sends."""
    customers = [make_shopper(code) for _ in range(3)]
    for customer in customers:
        customer.go_to_checkout()
    return queries(lambda: customers.pop().place_order())


@pytest.mark.parametrize("step", ["look_at_product", "add_to_basket", "look_at_basket"])
def test_a_page_without_a_claim_costs_no_query_of_ours(shopper, step):
    with_us = queries(getattr(shopper(), step))

    with stock_oscar():
        in_stock = queries(getattr(shopper(), step))

    assert with_us == in_stock


def test_an_order_without_a_code_costs_no_query_of_ours(shopper):
    with_us = queries_of_order(shopper)

    with stock_oscar():
        in_stock = queries_of_order(shopper)

    assert with_us == in_stock


def test_a_basket_with_a_claimed_code_costs_fewer_queries_than_a_plain_voucher(
    shopper, code, plain_code
):
    ours = queries(shopper(code).look_at_basket)
    plain = queries(shopper(plain_code).look_at_basket)

    assert ours - plain == -15


def test_an_order_with_a_code_costs_fewer_queries_than_with_a_plain_voucher(
    shopper, code, plain_code
):
    with without_reservation():
        ours = queries_of_order(shopper, code)
    plain = queries_of_order(shopper, plain_code)

    assert ours - plain == -2


def pay_in_one_batch(number):
    """Let friends order and bring their referrals to the end of the hold; return the queries."""
    advocate = AdvocateFactory()
    for friend in range(number):
        place_referred_order(advocate=advocate, email=f"{advocate.pk}.{friend}@example.com")
    run_due()
    for order in Order.objects.filter(status="Pending"):
        change_status(order, "Delivered")
    run_due()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OFFSET_VARIABLE, "15")
        with CaptureQueriesContext(connection) as sent:
            run_due(limit=2 * number)
        # The messages about it.
        run_due()
    assert not Referral.objects.exclude(state=ReferralState.REWARDED).exists()
    return len(sent)


def test_many_referrals_are_approved_and_paid_with_as_many_queries_as_few():
    pay_in_one_batch(2)

    assert pay_in_one_batch(9) == pay_in_one_batch(3)
