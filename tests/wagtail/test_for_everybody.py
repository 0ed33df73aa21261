"""The page's own address is the same for everybody, so any cache may keep it."""

import re

from django.contrib.sessions.backends.db import SessionStore

from oscar_referrals.test.factories import CustomerFactory
from oscar_referrals.test.orders import make_product
from tests.wagtail.test_live import main_part


def sign_in_with_a_basket_and_a_message(client, code):
    client.force_login(CustomerFactory(first_name="Berta"))
    product = make_product(price="25.00")
    client.post(f"/shop/basket/add/{product.pk}/", {"quantity": 1})
    client.post(f"/invitation/{code}/claim/")


def without_minute(text):
    """Leave out the minute that Oscar's layout writes into its head."""
    return re.sub(r'<meta name="created"[^>]*>', "", text)


def test_whoever_asks_reads_the_same(client, landing, code):
    stranger = client.get("/invite/")
    sign_in_with_a_basket_and_a_message(client, code)
    customer = client.get("/invite/")
    assert without_minute(customer.text) == without_minute(stranger.text)
    assert customer.get("Vary", "") == stranger["Vary"] == "Accept-Language"
    assert not customer.cookies
    assert "csrfmiddlewaretoken" not in customer.text


def test_a_message_waits_for_a_page_of_the_customers_own(client, landing, code):
    sign_in_with_a_basket_and_a_message(client, code)
    client.get("/invite/")
    assert "Saved" in main_part(client.get("/shop/basket/"))


def test_the_address_of_a_code_still_knows_the_visitor(client, landing, code):
    sign_in_with_a_basket_and_a_message(client, code)
    response = client.get(f"/invite/{code}/")
    assert "Saved for you" in response.text
    assert re.search(r'class="basket-count">1<', response.text)


def test_a_frame_that_reads_the_session_varies_by_cookie_again(rf, landing):
    request = rf.get("/invite/")
    request.session = SessionStore()
    request.session.get("anything")
    response = landing.serve(request)
    assert not request.session.accessed
    request.session.get("anything")
    assert request.session.accessed
    assert response.status_code == 200
