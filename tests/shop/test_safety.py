"""Nothing of ours may break a checkout, and visitors without a code cost nothing."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks.backends.base import BaseTaskBackend
from oscar.core.loading import get_model

from oscar_referrals.models import Referral
from oscar_referrals.shop import placing, proxies, receivers
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_basket, make_product, place_order

pytestmark = pytest.mark.django_db


def fail(*args, **kwargs):
    """Stand for any mistake of ours."""
    raise RuntimeError("a mistake of ours")


def basket_with_code():
    """Return a basket that carries a code."""
    basket = make_basket()
    basket.vouchers.add(code_of(AdvocateFactory()).voucher_id)
    return basket


def test_an_error_while_judging_costs_only_the_discount(monkeypatch):
    basket = basket_with_code()
    monkeypatch.setattr(proxies, "judge", fail)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("50.00")


def test_an_error_while_recording_lets_the_order_through(monkeypatch):
    monkeypatch.setattr(placing, "use_claim", fail)

    order = place_order(basket=basket_with_code(), email="friend@example.com")

    assert get_model("order", "Order").objects.get() == order
    assert not Referral.objects.exists()


def test_an_error_after_a_status_change_leaves_the_status(monkeypatch):
    order = place_order(basket=basket_with_code(), email="friend@example.com")
    monkeypatch.setattr(receivers, "enqueue", fail)

    order.set_status("Cancelled")

    order.refresh_from_db()
    assert order.status == "Cancelled"


class BrokenBackend(BaseTaskBackend):
    """A task queue whose broker does not answer."""

    asked = 0

    def enqueue(self, task, args, kwargs):
        BrokenBackend.asked += 1
        raise ConnectionError("the broker is down")


def test_a_task_queue_that_is_down_stops_nothing(settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": f"{__name__}.BrokenBackend"}}

    with django_capture_on_commit_callbacks(execute=True):
        place_order(basket=basket_with_code(), email="friend@example.com")

    assert BrokenBackend.asked > 0
    assert Referral.objects.count() == 1


def our_queries(action):
    """Return the statements about our own tables that an action sends."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        action()
    return [query["sql"] for query in queries if "oscar_referrals_" in query["sql"]]


def test_a_visitor_without_a_code_costs_no_query_of_ours(visitor):
    AdvocateFactory()
    product = make_product()
    client = visitor.client

    def visit():
        client.get(product.get_absolute_url())
        client.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 2})
        client.get(reverse("basket:summary"))
        place_order(basket=make_basket(), email="guest@example.com")

    assert our_queries(visit) == []
