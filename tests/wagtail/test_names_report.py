"""Staff take a name off the list of the best; the customer is told."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.enroll import show_nickname
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory
from tests.wagtail.test_reports import read_csv, see, sign_in

NAMES = "referral_names_report"


@pytest.fixture
def bee(program):
    """Anna, who is Rude Bee on the list."""
    advocate = AdvocateFactory(program=program, user=CustomerFactory(email="anna@example.com"))
    show_nickname(advocate=advocate, nickname="Rude Bee")
    return advocate


@pytest.fixture
def button(bee):
    return reverse("referral_name_refuse", kwargs={"pk": bee.pk})


def account_page(user):
    browser = Client()
    browser.force_login(user)
    return browser.get(reverse("referral-account"))


def test_a_name_is_taken_off_and_the_customer_is_told(client, bee, button, program):
    staff = sign_in(client, "view_advocate", "change_advocate", "change_referral")
    listed = see(client, NAMES).text
    assert all(words in listed for words in ("Rude Bee", "anna@example.com", button))
    assert "Take the name “Rude Bee” of anna@example.com" in client.get(button).text
    assert "Rude Bee" in see(client, NAMES, q="rude").text
    assert [row[0] for row in read_csv(see(client, NAMES, export="csv"))] == ["Name", "Rude Bee"]

    response = client.post(button, {"nickname": "Rude Bee"}, follow=True)
    assert "“Rude Bee” is off the list. The customer is told." in response.text
    bee.refresh_from_db()
    assert (bee.nickname, bee.refused_nickname) == ("", "Rude Bee")
    entry = ModelLogEntry.objects.get(action="wagtail_referrals.name_refused")
    assert (entry.user, entry.object_id) == (staff, str(bee.pk))
    assert entry.message == "Took the name “Rude Bee” off the list of the best"
    assert "We have taken your name “Rude Bee” off the list" in account_page(bee.user).text
    assert client.post(button, {"nickname": "Rude Bee"}).status_code == 404


def test_the_customer_may_choose_another_name_but_not_the_same(client, bee, button):
    sign_in(client, "view_advocate", "change_advocate", "change_referral")
    client.post(button, {"nickname": "Rude Bee"})
    bee.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        show_nickname(advocate=bee, nickname=" rude  BEE")
    assert refusal.value.reason == Reason.NAME_REFUSED
    browser = Client()
    browser.force_login(bee.user)
    address = reverse("referral-nickname")
    told = browser.post(address, {"nickname": "Rude Bee"}, follow=True).text
    assert "We have taken this name off the list. Please choose another one." in told
    told = browser.post(address, {"nickname": "Kind Bee"}, follow=True).text
    assert "On the list of the best you are Kind Bee" in told
    assert "We have taken your name" not in told


def test_a_name_that_was_changed_meanwhile_stays(client, bee, button):
    sign_in(client, "view_advocate", "change_advocate", "change_referral")
    show_nickname(advocate=bee, nickname="Kind Bee")
    response = client.post(button, {"nickname": "Rude Bee"}, follow=True)
    assert "The customer has changed the name meanwhile." in response.text
    bee.refresh_from_db()
    assert (bee.nickname, bee.refused_nickname) == ("Kind Bee", "")
    assert not ModelLogEntry.objects.filter(action="wagtail_referrals.name_refused").exists()


@pytest.mark.parametrize(
    ("codenames", "is_staff"),
    [
        (("view_advocate",), True),
        (("view_advocate", "change_advocate"), True),
        (("view_advocate", "change_referral"), True),
        (("view_advocate", "change_advocate", "change_referral"), False),
    ],
)
def test_django_and_the_rules_both_have_to_agree(client, bee, button, codenames, is_staff):
    sign_in(client, *codenames, is_staff=is_staff)
    assert button not in see(client, NAMES).text
    for answer in (client.get(button), client.post(button, {"nickname": "Rude Bee"})):
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
    bee.refresh_from_db()
    assert bee.nickname == "Rude Bee"
