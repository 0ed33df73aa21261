"""What a guest has counts as a customer's does, and comes along when he makes an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.message_choices import remember_language
from oscar_referrals.models import Advocate, Reader
from oscar_referrals.notify.kinds import REMINDER, message_kind
from oscar_referrals.notify.unsubscribing import sign_unsubscription
from oscar_referrals.selectors.leaders import listed_advocates
from oscar_referrals.selectors.message_choices import find_language, wants
from oscar_referrals.selectors.persons import account_of
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from tests.account.pages import PERSON, signed_in, words_of
from tests.account.test_guests import ACCOUNT, EMAIL, FORM, PAGE, arrive, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def gina():
    """A guest who reads Italian and has opened her page: her browser and her place."""
    ProgramFactory(reward_kind="voucher")
    client = Client(**PERSON, HTTP_ACCEPT_LANGUAGE="it")
    arrive(client)
    return client, Advocate.objects.get(email=EMAIL)


def take_over(user):
    """Open a new link to the guest's address while signed in."""
    _answer, address = ask(Client(**PERSON, REMOTE_ADDR="203.0.113.9", HTTP_ACCEPT_LANGUAGE="it"))
    return signed_in(user).post(address, follow=True)


def way_to_account(page):
    """Return where a page of a guest leads who has an account, or makes one."""
    return re.search(rf'href="([^"]*\?next={ACCOUNT})"', page.text)[1]


def test_the_page_of_a_guest_and_the_form_lead_to_an_account(gina, monkeypatch):
    client, _guest = gina
    page = client.get(way_to_account(client.get(PAGE)), follow=True)
    assert "login_form" in page.context
    monkeypatch.setenv(OFFSET_VARIABLE, "0.6")
    page = client.get(way_to_account(client.get(FORM)), follow=True)
    assert "login_form" in page.context


def test_a_guest_with_a_nickname_is_on_the_list_of_the_best(gina):
    client, guest = gina
    client.post(reverse("referral-nickname"), {"nickname": "Bee"})
    assert [row.pk for row in listed_advocates()] == [guest.pk]
    Advocate.objects.update(email="")
    assert not listed_advocates().exists()


def test_the_language_of_a_guest_comes_along(gina):
    user = CustomerFactory(email=EMAIL)
    take_over(user)
    assert find_language(account_of(user)) == "it"


def test_an_account_that_has_a_language_keeps_it(gina):
    user = CustomerFactory(email=EMAIL)
    remember_language(account_of(user), language="en-gb")
    take_over(user)
    assert Reader.objects.get().language == "en-gb"


def test_an_old_message_to_a_guest_stops_its_kind_for_his_account(gina):
    kind = message_kind(REMINDER)
    token = sign_unsubscription(kind=kind, reader_id=Reader.objects.get().pk)
    user = CustomerFactory(email=EMAIL)
    choices = gina[0].get(PAGE).context["choices_address"]
    take_over(user)
    stranger = Client(**PERSON)
    page = stranger.post(reverse("referral-unsubscribe", kwargs={"token": token}))
    assert "will not come any more" in words_of(page)
    assert not wants(account_of(user), kind=kind)
    assert stranger.get(choices).status_code == 404


@pytest.mark.parametrize("name", ["account", "messages", "payout", "statements", "export"])
def test_no_cache_keeps_a_page_of_an_account(name):
    anna = AdvocateFactory()
    page = signed_in(anna.user).get(reverse(f"referral-{name}"))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
