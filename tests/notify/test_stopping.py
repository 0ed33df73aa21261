"""Whoever does not want a message can stop it, by one press and without signing in."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from oscar_referrals.flows.deliver import deliver
from oscar_referrals.flows.message_choices import choose_message
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import MessageChoice, Reader
from oscar_referrals.notify import encouragement
from oscar_referrals.notify.kinds import (
    GIFT,
    PROMOTION,
    REMINDER,
    THANKS,
    message_kind,
    optional_kinds,
)
from oscar_referrals.notify.quiet_hours import end_of_quiet_hours
from oscar_referrals.notify.unsubscribing import sign_unsubscription
from oscar_referrals.selectors.persons import person_behind
from oscar_referrals.test.orders import place_referred_order
from tests.account.pages import signed_in, words_of

PAGE = "/account/invite/messages/"


def thank(advocate):
    return deliver(
        to=person_behind(advocate), write=lambda: encouragement.thanks(advocate, friends=5)
    )


def address_in(message):
    return re.fullmatch(r"<http://example\.com(/\S+)>", message.extra_headers["List-Unsubscribe"])[
        1
    ]


def test_one_press_of_a_mail_program_stops_the_kind_and_no_other(anna):
    thank(anna)
    [message] = mail.outbox
    raw = message.message().as_string()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    address = address_in(message)
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    thank(anna)
    assert len(mail.outbox) == 1
    choice = MessageChoice.objects.get()
    assert (choice.user, choice.kind, choice.is_wanted) == (anna.user, THANKS, False)
    assert mail_program.post(address).status_code == 200
    assert MessageChoice.objects.count() == 1


def test_to_open_the_address_changes_nothing_and_shows_a_button(anna):
    thank(anna)
    address = address_in(mail.outbox[0])
    answer = Client().get(address)
    assert "No more of these messages?" in words_of(answer)
    assert '<form method="post"' in answer.text
    assert anna.user.email not in answer.text
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert not MessageChoice.objects.exists()
    assert address in mail.outbox[0].body
    assert address in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(
    "token", ["x", "WzEsICJyZWZlcnJhbF9naWZ0Il0:1abc:forged", "%00", "a" * 3000]
)
def test_an_address_that_we_did_not_make_does_nothing(anna, token):
    for answer in (Client().get(f"/unsubscribe/{token}/"), Client().post(f"/unsubscribe/{token}/")):
        assert answer.status_code == 404
        assert "This address is not complete" in words_of(answer)
    assert not MessageChoice.objects.exists()


def test_the_address_of_a_deleted_account_does_no_harm(anna):
    token = sign_unsubscription(user_id=anna.user_id, kind=message_kind(THANKS))
    anna.user.delete()
    assert Client().post(f"/unsubscribe/{token}/").status_code == 200


def test_what_happened_to_somebody_cannot_be_stopped(anna):
    kind = message_kind("referral_friend_ordered")
    choose_message(person_behind(anna), kind=kind, is_wanted=False)
    place_referred_order(advocate=anna)
    run_due()
    message = mail.outbox[0]
    assert message.subject.startswith("Your friend ordered")
    assert "List-Unsubscribe" not in message.extra_headers
    assert "No more of these" not in message.body
    token = sign_unsubscription(user_id=anna.user_id, kind=kind)
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404


def test_a_customer_chooses_on_a_page_of_the_account(anna):
    browser = signed_in(anna.user)
    page = browser.get(PAGE).text
    for kind in optional_kinds():
        is_ticked = f'value="{kind.key}" checked' in page
        assert is_ticked != kind.needs_consent
    with override("it"):
        browser.post(PAGE, {"wanted": [GIFT, PROMOTION]}, HTTP_ACCEPT_LANGUAGE="it")
    page = browser.get(PAGE).text
    assert re.findall(r'value="(\w+)" checked', page) == [GIFT, PROMOTION]
    assert not MessageChoice.objects.filter(kind=GIFT).exists()
    assert Reader.objects.get(user=anna.user).language == "it"
    browser.post(PAGE, {"wanted": ["referral_joined", "nonsense"]})
    assert not MessageChoice.objects.filter(is_wanted=True).exists()


def test_the_page_is_for_who_is_signed_in(db):
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert PAGE in answer["Location"]


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-01-10 19:59", None),  # 20:59 in Rome
        ("2026-01-10 20:00", "2026-01-11 07:00"),
        ("2026-01-11 06:59", "2026-01-11 07:00"),
        ("2026-01-11 07:00", None),
        ("2026-03-28 23:30", "2026-03-29 06:00"),  # the night in which summer time begins
    ],
)
def test_quiet_hours_are_hours_of_the_shops_own_day(settings, moment, end):
    settings.OSCAR_REFERRALS_QUIET_HOURS = ("21:00", "08:00")
    settings.OSCAR_REFERRALS_QUIET_TIME_ZONE = "Europe/Rome"
    found = end_of_quiet_hours(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert found == (end and datetime.fromisoformat(end).replace(tzinfo=UTC))


def test_a_break_at_noon_is_over_on_the_same_day(settings):
    settings.OSCAR_REFERRALS_QUIET_HOURS = ("12:00", "14:00")
    settings.OSCAR_REFERRALS_QUIET_TIME_ZONE = "UTC"
    noon = datetime(2026, 1, 10, 12, 30, tzinfo=UTC)
    assert end_of_quiet_hours(noon) == datetime(2026, 1, 10, 14, tzinfo=UTC)


def test_in_the_quiet_hours_only_what_can_wait_waits(anna, settings, wait):
    settings.OSCAR_REFERRALS_QUIET_HOURS = ("00:00", "23:59:59.999999")
    place_referred_order(advocate=anna)
    run_due()
    assert len(mail.outbox) == 2
    again_at = thank(anna)
    assert again_at is not None
    assert len(mail.outbox) == 2
    wait(100)
    assert not [one for one in mail.outbox if one.subject.startswith("Your link still works")]
    settings.OSCAR_REFERRALS_QUIET_HOURS = None
    wait(101)
    assert [one for one in mail.outbox if one.subject.startswith("Your link still works")]


def test_hours_that_cannot_be_read_are_told_by_the_check(settings):
    from oscar_referrals.checks import check_quiet_hours

    assert check_quiet_hours() == []
    for hours, zone in (
        (("9pm", "8am"), "UTC"),
        (("21:00",), "UTC"),
        (("21:00", "08:00"), "Mars/X"),
    ):
        settings.OSCAR_REFERRALS_QUIET_HOURS = hours
        settings.OSCAR_REFERRALS_QUIET_TIME_ZONE = zone
        assert [one.id for one in check_quiet_hours()] == ["oscar_referrals.E010"]


def test_the_reminder_is_one_of_what_can_be_stopped(anna, wait):
    choose_message(person_behind(anna), kind=message_kind(REMINDER), is_wanted=False)
    wait(8)
    assert not mail.outbox
