"""The short link, the invitation, and claiming it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from oscar_referrals.days import format_day
from oscar_referrals.flows import shape
from oscar_referrals.models import Claim, ClaimSource, Visit
from oscar_referrals.sharing import landing
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import make_basket, make_product, place_order
from tests.account.pages import claim_address, invitation, short_link, signed_in, words_of

SAVED = "Saved for you: €10.00 off It comes off in your basket."


def test_the_short_link_counts_a_visit_and_leads_to_the_invitation(visitor, code):
    response = visitor.get(short_link(code))
    assert response.status_code == 302
    assert response["Location"] == invitation(code)
    assert Visit.objects.get().code.text == code


def test_a_visit_claims_nothing_and_sets_no_cookie(visitor, code):
    response = visitor.get(short_link(code))
    assert dict(response.cookies) == {}
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "WhatsApp/2.23"},
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_SEC_PURPOSE": "prefetch"},
    ],
)
def test_a_preview_is_no_visit(visitor, code, headers):
    assert visitor.get(short_link(code), **headers).status_code == 302
    assert not Visit.objects.exists()


def test_the_short_link_leads_to_the_page_another_app_offers(visitor, code, monkeypatch):
    monkeypatch.setattr(landing, "_resolvers", [lambda request, code: f"/hello/{code.text}/"])
    assert visitor.get(short_link(code))["Location"] == f"/hello/{code}/"
    assert visitor.post(claim_address(code))["Location"] == f"/hello/{code}/"


def test_the_invitation_says_who_gives_what_from_when_and_what_she_gets(visitor, code):
    words = words_of(visitor.get(invitation(code)))
    assert "Anna gives you €10.00 off your first order" in words
    assert "For orders from €40.00." in words
    assert "Claim my €10.00" in words


def test_an_advocate_without_a_name_is_a_friend(visitor, db):
    words = words_of(visitor.get(invitation(code_of(AdvocateFactory(shown_name="")).text)))
    assert "A friend gives you €10.00 off your first order" in words
    assert "Your friend gets €10.00 too" in words


def test_the_invitation_never_shows_more_than_the_shown_name(visitor, anna, code):
    page = visitor.get(invitation(code)).content.decode()
    assert anna.user.email not in page
    assert "Keller" not in page


def test_a_percentage_is_written_as_one(visitor, db):
    program = ProgramFactory(
        friend_benefit="percentage", friend_value=15, minimum=0, new_customers_only=False,
        reward_shape="percentage", reward_value=5, reward_cap=20,
    )  # fmt: skip
    words = words_of(visitor.get(invitation(code_of(AdvocateFactory(program=program)).text)))
    assert "Anna gives you 15% off your order" in words
    assert "Anna gets 5% of the order, at most €20.00 too" in words
    assert "For every order, whatever it costs." in words


@pytest.mark.parametrize("write", [str.lower, "-".join, " ".join])
def test_a_code_typed_otherwise_leads_to_its_one_address(visitor, code, write):
    assert visitor.get(invitation(write(code)))["Location"] == invitation(code)
    assert visitor.get(short_link(write(code)))["Location"] == invitation(code)


def test_claiming_saves_the_invitation_and_says_so(visitor, code):
    response = visitor.post(claim_address(code))
    assert response.status_code == 303
    assert response["Location"] == invitation(code)
    claim = Claim.objects.get()
    assert (claim.code.text, claim.source, claim.basket_id) == (code, ClaimSource.LINK, None)
    words = words_of(visitor.get(invitation(code)))
    assert words.count(SAVED) == 1
    assert "Claim my" not in words


def test_the_cookie_is_signed_first_party_and_unreadable_for_scripts(visitor, code):
    cookie = visitor.post(claim_address(code), secure=True).cookies["__Host-ref"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["max-age"] == 30 * 24 * 3600
    assert code not in cookie.value
    assert len(cookie.value) < 256


def test_a_double_click_and_the_back_button_claim_once(visitor, code):
    for _ in range(3):
        visitor.post(claim_address(code))
    assert Claim.objects.count() == 1


def test_a_double_click_without_cookies_and_scripts_claims_once(db, code):
    page = Client().get(invitation(code)).content.decode()
    attempt = re.search(r'name="attempt" value="([^"]+)"', page)[1]
    for _ in range(2):
        response = Client().post(claim_address(code), {"attempt": attempt})
        assert response.status_code == 303
    assert str(Claim.objects.get().token) == attempt


@pytest.mark.parametrize("attempt", ["", "x", "0" * 5000, "\x00"])
def test_a_broken_attempt_still_claims(visitor, code, attempt):
    assert visitor.post(claim_address(code), {"attempt": attempt}).status_code == 303
    assert Claim.objects.count() == 1


def test_an_attempt_of_another_code_claims_nothing(db, code):
    other = code_of(AdvocateFactory()).text
    attempt = {"attempt": "7f3f7a5e-8c53-4a6f-9d5c-0f0b7ec3a001"}
    Client().post(claim_address(other), attempt)
    assert Client().post(claim_address(code), attempt).status_code == 404
    assert Claim.objects.get().code.text == other


def test_the_claim_is_in_the_basket_as_soon_as_there_is_one(visitor, anna, code):
    visitor.post(claim_address(code))
    product = make_product(price="50.00")
    visitor.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1}, follow=True)
    words = words_of(visitor.get(reverse("basket:summary")))
    assert "Anna's invitation: €10.00 off" in words
    assert f"({code})" in words


def test_claiming_with_a_full_basket_takes_effect_there(ben, code):
    client, basket = signed_in(ben), make_basket(owner=ben)
    client.post(claim_address(code))
    claim = Claim.objects.get()
    assert (claim.user, claim.basket_id) == (ben, basket.pk)
    assert [voucher.code for voucher in basket.vouchers.all()] == [code]


def test_a_claim_made_by_an_account_is_known_on_another_device(ben, code):
    signed_in(ben).post(claim_address(code))
    assert SAVED in words_of(signed_in(ben).get(invitation(code)))


def test_the_owner_sees_what_friends_see_but_cannot_claim(annas_browser, code):
    words = words_of(annas_browser.get(invitation(code)))
    assert "This is your own invitation." in words
    assert "Claim my" not in words
    words = words_of(annas_browser.post(claim_address(code), follow=True))
    assert "This is your own code. Share it with a friend instead." in words
    assert not Claim.objects.exists()


def test_an_old_customer_is_told_and_nothing_changes(ben, code):
    place_order(basket=make_basket(owner=ben))
    client = signed_in(ben)
    response = client.post(claim_address(code), follow=True)
    assert "Invitations are for first orders, and you have ordered before." in words_of(response)
    assert "ref" not in client.cookies
    assert not Claim.objects.exists()


def test_the_address_of_the_button_leads_to_the_invitation(visitor, code):
    assert visitor.get(claim_address(code))["Location"] == invitation(code)
    assert not Claim.objects.exists()


def test_the_claim_of_one_visitor_is_not_shown_to_another(visitor, code, client):
    visitor.post(claim_address(code))
    assert SAVED not in words_of(client.get(invitation(code)))


def test_an_invitation_costs_few_queries(visitor, code, django_assert_num_queries):
    visitor.get(invitation(code))
    with django_assert_num_queries(1):
        visitor.get(invitation(code))
    visitor.post(claim_address(code))
    visitor.get(invitation(code))
    with django_assert_num_queries(2):
        visitor.get(invitation(code))


def test_until_when_is_the_earlier_of_the_programs_end_and_the_claims(visitor, anna, code):
    ends_at = datetime.now(tz=UTC) + timedelta(days=100)
    shape.reschedule(program=anna.program, name="Spring", starts_at=None, ends_at=ends_at)
    end = format_day(ends_at - timedelta(seconds=1))
    assert f"For orders from €40.00, until {end}." in words_of(visitor.get(invitation(code)))
    visitor.post(claim_address(code))
    last_whole_day = format_day(Claim.objects.get().expires_at - timedelta(days=1))
    assert f"Order until {last_whole_day}." in words_of(visitor.get(invitation(code)))
