"""The links of guests: they end by themselves, and no late e-mail brings one that opens nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows import guests
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, GuestLink, Reader, Work
from oscar_referrals.test.factories import ProgramFactory
from tests.account.pages import PERSON
from tests.account.test_account_page import earn
from tests.account.test_guests import EMAIL, FORM, arrive

pytestmark = pytest.mark.django_db
AFTERWARDS = str((guests.LINK_LASTS + timedelta(minutes=1)) / timedelta(days=1))


def test_due_work_erases_a_link_that_nobody_has_used_in_time(monkeypatch):
    guests.send_link(email=EMAIL)
    run_due()
    assert GuestLink.objects.count() == 1
    monkeypatch.setenv(OFFSET_VARIABLE, AFTERWARDS)
    run_due()
    assert not GuestLink.objects.exists()


def test_an_e_mail_that_fails_too_long_is_not_sent_any_more(monkeypatch, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.nowhere.EmailBackend"
    guests.send_link(email=EMAIL)
    run_due()
    assert Work.objects.get(kind="tell_guest_link").attempts == 1
    settings.EMAIL_BACKEND = backend
    monkeypatch.setenv(OFFSET_VARIABLE, AFTERWARDS)
    Work.objects.filter(kind="end_guest_link").delete()
    run_due()
    assert GuestLink.objects.count() == 1
    assert mail.outbox == []


def test_an_e_mail_that_fails_at_first_comes_while_the_link_still_works(monkeypatch, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.nowhere.EmailBackend"
    guests.send_link(email=EMAIL)
    run_due()
    settings.EMAIL_BACKEND = backend
    monkeypatch.setenv(OFFSET_VARIABLE, str(1 / 24))
    run_due()
    assert len(mail.outbox) == 1


def test_every_e_mail_to_a_guest_is_in_the_language_in_which_he_asked(monkeypatch):
    ProgramFactory(reward_kind="voucher")
    visitor = Client(**PERSON, HTTP_ACCEPT_LANGUAGE="it")
    arrive(visitor)
    assert Reader.objects.get().language == "it"
    with override("en"):
        earn(Advocate.objects.get(), monkeypatch)
    told = [message for message in mail.outbox if message.to == [EMAIL]]
    assert len(told) > 3
    for message in told:
        assert "10.00" not in message.body, message.subject
    assert sum("10,00" in message.body for message in told) > 2


def test_who_asks_again_in_another_language_is_written_to_in_that_one():
    ProgramFactory()
    arrive(Client(**PERSON, HTTP_ACCEPT_LANGUAGE="it"))
    arrive(Client(**PERSON, HTTP_ACCEPT_LANGUAGE="en"))
    assert Reader.objects.get().language.startswith("en")


def test_the_form_is_open_to_everybody(visitor):
    assert visitor.get(FORM).status_code == 200
    assert visitor.get(reverse("referral-guest-page"))["Location"] == FORM
