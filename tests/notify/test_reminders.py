"""A reminder of the link: to who has brought nobody lately, and at most once a week."""

from datetime import timedelta

import pytest
from django.core import mail

from oscar_referrals.clock import database_now
from oscar_referrals.flows import enroll, guests
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import GuestLink, Reader, Work, WorkStatus
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import place_referred_order
from tests.notify.conftest import subjects
from tests.reliability.crowd import at_once, errors_in


@pytest.fixture
def program_for_guests(db):
    return ProgramFactory()


def test_who_has_brought_nobody_is_reminded_and_gets_the_link_again(anna, wait):
    wait(6)
    assert not mail.outbox
    wait(8)
    [message] = mail.outbox
    assert message.subject == "Your link still works: give €10.00, get €10.00"
    assert f"http://example.com/r/{code_of(anna).text}/" in message.body
    wait(29)
    assert len(mail.outbox) == 1
    wait(31)
    wait(91)
    wait(500)
    assert len(mail.outbox) == 3


def test_a_reminder_shows_the_code_that_is_shared_and_no_gift(anna, wait):
    code = code_of(anna)
    enroll.give_code(anna, expires_at=database_now() + timedelta(days=20))
    wait(8)
    [message] = mail.outbox
    assert f"/r/{code.text}/" in message.body


def test_who_has_brought_a_friend_lately_needs_no_reminder(anna, wait):
    place_referred_order(advocate=anna)
    wait(8)
    assert not [subject for subject in subjects() if "still works" in subject]


def test_who_has_left_is_left_alone(anna, wait):
    enroll.leave(advocate=anna)
    wait(8)
    assert not mail.outbox
    assert not Work.objects.filter(kind="remind").exclude(status=WorkStatus.DONE).exists()


def join_again(advocate):
    enroll.leave(advocate=advocate)
    enroll.join(program=advocate.program, user=advocate.user)


def test_who_joins_again_is_reminded_like_somebody_new(anna, wait):
    wait(100)
    mail.outbox.clear()
    join_again(anna)
    wait(106)
    assert not mail.outbox
    wait(108)
    assert len(subjects()) == 1
    wait(131)
    wait(191)
    wait(500)
    assert len(subjects()) == 3


def test_what_was_still_in_the_diary_is_crossed_out_by_joining_again(anna, wait):
    wait(28)
    mail.outbox.clear()
    join_again(anna)
    join_again(anna)
    wait(31)
    assert not mail.outbox
    wait(36)
    assert len(subjects()) == 1
    assert Work.objects.filter(kind="remind", status=WorkStatus.WAITING).count() == 1


def test_joining_again_brings_no_second_reminder_within_a_week(anna, wait):
    AdvocateFactory(program=ProgramFactory(), user=anna.user)
    wait(1)
    join_again(anna)
    wait(7.5)
    assert len(subjects()) == 2
    wait(8.5)
    assert [subject for subject in subjects() if "still works" in subject] == [subjects()[-1]]


def test_who_takes_over_the_place_of_a_guest_is_reminded(program_for_guests, wait):
    guest = enroll.join_as_guest(program=program_for_guests, email="berta@example.com")
    wait(20)
    guests.send_link(email="berta@example.com")
    berta = CustomerFactory(email="berta@example.com")
    guests.take_over(token=GuestLink.objects.get().token, user=berta)
    run_due()
    mail.outbox.clear()
    wait(26)
    assert not mail.outbox
    wait(28)
    [message] = mail.outbox
    assert message.to == ["berta@example.com"]
    assert f"/r/{code_of(guest).text}/" in message.body


def test_a_reminder_that_could_not_be_sent_does_not_count(anna, wait, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    wait(8)
    assert not Reader.objects.filter(reminded_at__isnull=False).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait(9)
    assert len(mail.outbox) == 1


def test_two_programs_remind_one_person_once_a_week(anna, wait):
    AdvocateFactory(program=ProgramFactory(), user=anna.user)
    wait(8)
    assert len([subject for subject in subjects() if "still works" in subject]) == 1


def do_due_work(_worker, everybody_is_ready):
    everybody_is_ready()
    run_due()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_one_person_once(monkeypatch):
    anna = AdvocateFactory()
    for _ in range(3):
        AdvocateFactory(program=ProgramFactory(), user=anna.user)
    run_due()
    mail.outbox.clear()
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "8")

    answers = at_once(do_due_work, range(4), threads=4)

    assert errors_in(answers) == []
    assert len(mail.outbox) == 1
