"""People stay known: guests from before, deleted accounts, aliases and changed keys."""

import pytest
from django.core.management import call_command
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model

from oscar_referrals.flows.index import index_orders
from oscar_referrals.models import IndexedOrder
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


def refuses(advocate, email="", owner=None):
    """Tell whether a person is refused as an existing customer."""
    basket = make_basket(owner=owner)
    basket.vouchers.add(code_of(advocate).voucher_id)
    try:
        order = place_order(basket=basket, email=email)
    except UnableToPlaceOrder:
        return True
    return not order.discounts.exists()


def test_a_guest_from_before_is_known_by_any_alias():
    place_order(basket=make_basket(), email="j.ohn+old@gmail.com")
    index_orders()

    assert refuses(AdvocateFactory(), email="john+new@googlemail.com")


def test_a_customer_is_known_after_the_account_is_deleted():
    customer = CustomerFactory()
    place_order(basket=make_basket(owner=customer))
    index_orders()
    email = customer.email
    customer.delete()

    assert refuses(AdvocateFactory(), email=email)


def test_a_customer_is_known_after_the_order_itself_is_deleted():
    place_order(basket=make_basket(), email="gone@example.com")
    index_orders()
    get_model("order", "Order").objects.all().delete()

    assert IndexedOrder.objects.get().order is None
    assert refuses(AdvocateFactory(), email="gone@example.com")


def test_an_order_that_is_not_indexed_yet_counts():
    index_orders()
    place_order(basket=make_basket(), email="Fresh@example.com")

    assert refuses(AdvocateFactory(), email="fresh@example.com")


def test_a_cancelled_order_does_not_make_an_old_customer():
    order = place_order(basket=make_basket(), email="again@example.com")
    index_orders()
    change_status(order, "Cancelled")

    assert not refuses(AdvocateFactory(), email="again@example.com")


def test_a_changed_key_still_knows_everybody(settings):
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["old"]
    advocate = AdvocateFactory(program__new_customers_only=False)
    place_referred_order(advocate=advocate, email="friend@example.com")
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["new", "old"]

    assert refuses(advocate, email="friend@example.com")
    assert refuses(advocate, email=advocate.user.email)


def test_the_index_can_be_stopped_and_started_again(capsys):
    for number in range(5):
        place_order(basket=make_basket(), email=f"{number}@example.com")
    assert index_orders(limit=2) == 2

    call_command("referrals_index_customers", batch=2)

    assert "3 orders indexed" in capsys.readouterr().out
    assert IndexedOrder.objects.values("order").distinct().count() == 5


def test_an_index_that_knows_every_order_has_nothing_to_do():
    assert index_orders() == 0

    place_order(basket=make_basket(), email="once@example.com")

    assert [index_orders(), index_orders()] == [1, 0]


def test_an_order_without_an_address_is_indexed_and_matches_nobody():
    place_order(basket=make_basket(), email="")
    index_orders()

    assert IndexedOrder.objects.get().identity == ""
    assert not refuses(AdvocateFactory(), email="new@example.com")
