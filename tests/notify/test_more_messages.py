"""The messages on the way to a reward and around it: on its way, ending soon, thank you."""

import pytest
from django.core import mail

from oscar_referrals.days import format_day
from oscar_referrals.flows.deliver import deliver
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Reader, Work, WorkStatus
from oscar_referrals.notify import encouragement
from oscar_referrals.notify.kinds import MESSAGE_KINDS
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.notify.conftest import subjects


def rewarded(advocate, wait, *, days=15):
    """Bring another friend who keeps the order."""
    email = f"friend{days}@example.com"
    referral = place_referred_order(advocate=advocate, email=email)
    run_due()
    change_status(referral.order, "Delivered")
    wait(days)
    return referral


def test_when_the_order_has_arrived_the_day_is_told_once(anna):
    referral = place_referred_order(advocate=anna)
    run_due()
    mail.outbox.clear()
    change_status(referral.order, "Delivered")
    run_due()
    run_due()
    referral.refresh_from_db()
    day = format_day(referral.due_at)
    [message] = mail.outbox
    assert message.subject == f"Your reward is on its way: {day}"
    assert f"If it is kept, €10.00 is yours on {day}" in message.body


def test_a_voucher_that_ends_soon_is_told_of_unless_it_was_used(db, wait):
    anna = AdvocateFactory(program=ProgramFactory(reward_kind="voucher", reward_days=60))
    reward = rewarded(anna, wait).rewards.get()
    wait(15 + 45)
    assert not [subject for subject in subjects() if "ends on" in subject]
    wait(15 + 47)
    [message] = [one for one in mail.outbox if "ends on" in one.subject]
    assert message.subject == f"Your reward ends on {format_day(reward.expires_at)}"
    assert reward.voucher.code in message.body


def test_credit_does_not_end_and_nobody_is_told_that_it_does(anna, wait):
    rewarded(anna, wait)
    wait(15 + 355)
    assert not [subject for subject in subjects() if "ends on" in subject]


def test_a_reward_that_was_not_claimed_is_told_of_before_it_is_gone(db, wait):
    program = ProgramFactory(reward_needs_claim=True, reward_claim_days=30)
    rewarded(AdvocateFactory(program=program), wait)
    wait(15 + 17)
    [message] = [one for one in mail.outbox if "ends on" in one.subject]
    assert "Please claim it on your page until" in message.body


def test_an_advocate_is_thanked_once_for_each_number_of_friends(anna, wait, settings):
    settings.OSCAR_REFERRALS_THANKS_AT = (1, 2, 10)
    rewarded(anna, wait)
    rewarded(anna, wait, days=30)
    run_due()
    thanks = [subject for subject in subjects() if "because of you" in subject]
    assert thanks == [
        "1 friend because of you. Thank you",
        "2 friends because of you. Thank you",
    ]


def test_messages_speak_the_language_of_their_reader(anna):
    Reader.objects.create(user=anna.user, language="it")
    place_referred_order(advocate=anna)
    run_due()
    [message] = [one for one in mail.outbox if one.to == [anna.user.email]]
    assert "10,00" in message.subject


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "evil.example/win", "A\u202eB&amp;"])
def test_a_hostile_name_is_only_text_among_the_notifications(anna, name):
    anna.shown_name = name
    anna.save(update_fields=["shown_name"])
    ben = CustomerFactory()
    place_referred_order(advocate=anna, user=ben)
    run_due()
    notification = ben.notifications.get()
    shown = notification.subject + notification.body
    assert "<script" not in shown
    assert shown.count("<a ") == shown.count('<a href="http://example.com/account/invite/">') == 1
    assert "10.00" in shown


def test_a_message_that_cannot_be_sent_stops_nothing_else(anna, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    referral = place_referred_order(advocate=anna)
    result = run_due()
    referral.refresh_from_db()
    assert referral.state == "held"
    assert result.failed == 2
    assert not anna.user.notifications.filter(subject__contains="ordered").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Work.objects.filter(status=WorkStatus.WAITING, attempts=1).update(due_at=anna.joined_at)
    run_due()
    assert len([subject for subject in subjects() if "ordered" in subject]) == 1


@pytest.mark.parametrize("kind", MESSAGE_KINDS.values(), ids=str)
def test_every_kind_has_its_templates(kind):
    from django.template.loader import get_template

    for part in ("subject.txt", "body.txt", "body.html"):
        get_template(f"oscar/communication/emails/commtype_{kind.key}_{part}")


def test_whoever_has_no_account_any_more_gets_nothing(anna):
    anna.user.delete()
    anna.refresh_from_db()
    deliver(to=None, write=lambda: encouragement.thanks(anna, friends=5))
    assert not mail.outbox
