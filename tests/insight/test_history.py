"""The shop's past orders, as previews see them, read from real Oscar orders."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from oscar_referrals.flows.refund import record_chargeback, record_refund
from oscar_referrals.ports import shop
from oscar_referrals.shop import history
from oscar_referrals.test.factories import CustomerFactory
from oscar_referrals.test.orders import change_status, make_basket, place_order

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 3, 1, 9, tzinfo=UTC)


def place(*, email="", user=None, days=0, price="25.00", quantity=2):
    """Place an order of that many days after a day long ago."""
    basket = make_basket(owner=user, price=price, quantity=quantity)
    order = place_order(basket=basket, email=email)
    order.date_placed = LONG_AGO + timedelta(days=days)
    order.save(update_fields=["date_placed"])
    order.refresh_from_db()
    return order


def past():
    """Return the past orders by number."""
    return {order.number: order for order in shop().past_orders()}


def test_orders_come_customer_by_customer_from_the_oldest():
    anna = CustomerFactory(email="Anna@example.com")
    newer = place(user=anna, days=2)
    ben = place(email="ben@example.com", days=1)
    older = place(email="anna@EXAMPLE.com")
    orders = list(shop().past_orders())
    assert [order.number for order in orders] == [older.number, newer.number, ben.number]
    assert [order.customer for order in orders] == [
        "anna@example.com",
        "anna@example.com",
        "ben@example.com",
    ]
    assert [order.has_account for order in orders] == [False, True, False]


def test_an_order_is_worth_what_its_lines_cost():
    order = place(email="ben@example.com", price="19.99", quantity=3)
    found = past()[order.number]
    assert (found.value, found.net, found.currency) == (Decimal("59.97"), Decimal("59.97"), "EUR")
    assert (found.placed_at, found.returned, found.is_cancelled) == (LONG_AGO, Fraction(0), False)


def test_an_order_without_lines_is_worth_nothing():
    order = place(email="ben@example.com")
    order.lines.all().delete()
    assert past()[order.number].value == Decimal("0.00")


def test_nobody_and_accounts_without_an_address_are_told_apart():
    nameless = CustomerFactory(email="")
    by_account = place(user=nameless)
    by_nobody = place(email="")
    found = past()
    assert found[by_account.number].customer == f"account {nameless.pk}"
    assert found[by_nobody.number].customer == ""


def test_a_stock_shop_knows_no_cost():
    order = place(email="ben@example.com")
    assert past()[order.number].cost is None


def test_a_shop_with_cost_prices_knows_what_the_goods_cost(settings):
    order = place(email="ben@example.com", price="25.00", quantity=2)
    settings.OSCAR_REFERRALS_COST_PRICE_FIELD = "price"
    order.lines.get().stockrecord.__class__.objects.update(price=Decimal("7.50"))
    assert past()[order.number].cost == Decimal("15.00")


def test_the_cost_is_unknown_as_soon_as_one_line_has_none(settings):
    order = place(email="ben@example.com")
    settings.OSCAR_REFERRALS_COST_PRICE_FIELD = "price"
    line = order.lines.get()
    line.pk, line.stockrecord = None, None
    line.save()
    assert past()[order.number].cost is None


def test_cancelled_orders_are_marked():
    order = place(email="ben@example.com")
    change_status(order, "Cancelled")
    assert past()[order.number].is_cancelled


def test_recorded_refunds_count_by_their_lines():
    order = place(email="ben@example.com", quantity=4)
    line = order.lines.get()
    record_refund(order=order, amount=Decimal("25.00"), reference="r1", lines={line.pk: 1})
    assert past()[order.number].returned == Fraction(1, 4)


def test_of_an_order_charged_back_nothing_is_left():
    order = place(email="ben@example.com")
    record_chargeback(order=order, reference="c1")
    assert past()[order.number].returned == Fraction(1)


def test_refunds_from_before_the_installation_count_too(settings):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = "payment_event"
    order = place(email="ben@example.com", price="25.00", quantity=4)
    kind = get_model("order", "PaymentEventType").objects.create(name="Refunded")
    handler = get_class("order.processing", "EventHandler")()
    handler.create_payment_event(order, kind, order.total_incl_tax / 5)
    assert past()[order.number].returned == Fraction(1, 5)
    settings.OSCAR_REFERRALS_REFUND_SOURCE = None
    assert past()[order.number].returned == Fraction(0)


def test_the_number_of_queries_grows_by_batches_not_by_orders(monkeypatch):
    for day in range(4):
        place(email=f"friend{day}@example.com", days=day)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert len(list(shop().past_orders())) == 4
        return len(captured)

    at_once = queries()
    assert at_once <= 3
    monkeypatch.setattr(history, "BATCH", 2)
    assert queries() <= 2 * at_once


def test_an_order_tells_what_its_shipping_cost():
    order = place(email="ben@example.com")
    order.shipping_incl_tax = Decimal("6.90")
    order.save(update_fields=["shipping_incl_tax"])

    found = past()[order.number]

    assert (found.shipping, found.order_id) == (Decimal("6.90"), order.pk)
