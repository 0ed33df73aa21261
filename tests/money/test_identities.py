"""People stay known: guests from before, deleted accounts, aliases and changed keys."""

import pytest
from django.core.management import call_command
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model
from oscar.test.factories import create_order

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.enroll import join
from oscar_referrals.flows.index import index_orders
from oscar_referrals.models import Advocate, IndexedOrder
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
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


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("j.ohn+old@gmail.com", "john+new@googlemail.com"),
        ("Dora+1@Outlook.com", "dora@outlook.com"),
        ("ben@icloud.com", "ben+coffee@me.com"),
        (" f.a.y@pm.me", "fay@proton.me"),
    ],
)
def test_an_alias_counts_before_the_index_knows_it(before, now):
    place_order(basket=make_basket(), email=before)

    assert refuses(AdvocateFactory(), email=now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("ann@gmail.com", "anna@gmail.com"),
        ("a.nna@example.com", "anna@example.com"),
        ("anna@gmail.com", "anna@outlook.com"),
        ("anna+1@notgmail.com", "anna@gmail.com"),
        ("an_a@gmail.com", "anna@gmail.com"),
        ("an%@gmail.com", "anna@gmail.com"),
        ("xanna+1@gmail.com", "anna@gmail.com"),
    ],
)
def test_an_address_that_only_looks_alike_is_somebody_elses(before, now):
    place_order(basket=make_basket(), email=before)

    assert not refuses(AdvocateFactory(), email=now)


def test_an_order_that_was_indexed_while_the_friend_paid_counts():
    advocate = AdvocateFactory()
    basket = make_basket(owner=CustomerFactory(email="dora@example.com"))
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    place_order(basket=make_basket(), email="dora@example.com")
    index_orders()

    with pytest.raises(UnableToPlaceOrder):
        create_order(basket=basket, user=basket.owner)


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


def test_a_new_account_with_an_address_of_before_takes_nobodys_place():
    anna = AdvocateFactory()
    old_address = anna.user.email
    anna.user.email = "moved@example.com"
    anna.user.save()
    with pytest.raises(Refused):
        join(program=anna.program, user=CustomerFactory(email=old_address))
    assert Advocate.objects.get().user == anna.user


def test_who_comes_back_after_the_account_was_deleted_has_to_prove_the_address():
    anna = AdvocateFactory()
    address = anna.user.email
    anna.user.delete()
    with pytest.raises(Refused):
        join(program=anna.program, user=CustomerFactory(email=address))
    assert Advocate.objects.get().user is None
