"""The e-mails: what they say, in both of their parts."""

import html
import re

import pytest
from django.core import mail
from django.urls import reverse

from oscar_referrals.clock import page_now
from oscar_referrals.days import format_day
from oscar_referrals.flows import review
from oscar_referrals.flows.appeal import answer_appeal, make_appeal
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.dashboard.conftest import make_staff, signed_in

PAGE = "http://example.com/account/invite/"


@pytest.fixture
def advocate(db):
    advocate = AdvocateFactory(shown_name="D'Anna")
    run_due()
    return advocate


def sent(subject):
    """Return the plain text of the one e-mail whose subject begins so."""
    [message] = [one for one in mail.outbox if one.subject.startswith(subject)]
    [(alternative, kind)] = message.alternatives
    assert kind == "text/html"
    _check_parts(message, alternative)
    return message.body


def _check_parts(message, alternative):
    """Both parts are whole, say the same amounts, and nothing in the text is written in HTML."""
    assert "\n" not in message.subject
    assert not re.search(r"&\w+;|&#|<\w", message.subject + message.body)
    assert message.body.count("You get this because") == 1
    assert alternative.count("You get this because") == 1
    amounts = re.findall(r"€[\d.]+", message.body)
    assert amounts == [
        amount for amount in re.findall(r"€[\d.]+", html.unescape(alternative)) if amount
    ]
    assert alternative.count('class="btn-primary"') == 1
    assert PAGE in message.body
    assert f'href="{PAGE}"' in alternative


def deliver(referral, monkeypatch):
    change_status(referral.order, "Delivered")
    run_due()
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "15")
    run_due()


def test_who_joins_gets_link_and_code(advocate):
    text = sent("Your link: give €10.00, get €10.00")
    code = code_of(advocate).text
    assert f"\nhttp://example.com/r/{code}/\n" in text
    assert f"In the basket your code does the same: {code}" in text
    assert "The order has to reach €40.00." in text


def test_an_order_is_news_for_both_sides(advocate):
    referral = place_referred_order(advocate=advocate, email="friend@example.com")
    run_due()
    text = sent("Your friend ordered: €10.00 for you")
    assert "You get €10.00, 14 days after the order has arrived, if it was kept." in text
    text = sent(f"You saved €10.00 on order {referral.order_number}")
    assert f"D'Anna's invitation took €10.00 off your order {referral.order_number}" in text
    assert {address for one in mail.outbox for address in one.to} == {
        advocate.user.email,
        "friend@example.com",
    }


def test_a_shop_that_does_not_track_delivery_names_the_day(advocate, settings):
    settings.OSCAR_REFERRALS_DELIVERED_STATUSES = ()
    referral = place_referred_order(advocate=advocate)
    run_due()
    referral.refresh_from_db()
    day = format_day(referral.due_at)
    text = sent(f"Your friend ordered: €10.00 on {day}")
    assert f"You get €10.00 on {day}, when the return time has ended" in text


def test_an_order_that_is_looked_at_promises_no_day(db):
    advocate = AdvocateFactory(program=ProgramFactory(advocate_limit=0))
    place_referred_order(advocate=advocate)
    run_due()
    assert "once we have had a look at the order" in sent("Your friend ordered: €10.00 for you")


def test_a_share_of_the_order_does_not_tell_its_value(db):
    program = ProgramFactory(reward_shape="percentage", reward_value=5)
    place_referred_order(advocate=AdvocateFactory(program=program), price="123.00")
    run_due()
    text = sent("Your friend ordered")
    assert "You get 5% of the order, 14 days after" in text
    assert "€" not in text


def test_a_reward_is_announced_with_its_amount(advocate, monkeypatch):
    deliver(place_referred_order(advocate=advocate), monkeypatch)
    text = sent("Your reward is ready: €10.00")
    assert "so €10.00 credit is yours" in text


def test_a_voucher_is_announced_with_code_and_last_day(db, monkeypatch):
    advocate = AdvocateFactory(program=ProgramFactory(reward_kind="voucher", reward_days=10))
    referral = place_referred_order(advocate=advocate)
    run_due()
    deliver(referral, monkeypatch)
    reward = referral.rewards.get()
    text = sent("Your reward is ready: €10.00")
    assert f"a voucher over €10.00 is yours: {reward.voucher.code}." in text
    assert f"valid until {format_day(reward.expires_at)}." in text


def test_an_order_that_was_cancelled_is_explained(advocate):
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Cancelled")
    run_due()
    day = format_day(page_now())
    text = sent(f"Your friend's order of {day} no longer counts")
    assert f"no reward for your friend's order of {day}. The order was cancelled." in text


def test_a_decision_of_staff_is_called_one(advocate):
    referral = place_referred_order(advocate=advocate)
    run_due()
    review.reject(referral=referral, actor=advocate.user)
    run_due()
    assert "We have looked at it, and it does not count." in sent("Your friend's order of")


def test_staff_say_why_they_decided_so(advocate):
    referral = place_referred_order(advocate=advocate)
    run_due()
    clerk = signed_in(make_staff("change_referral"))
    address = reverse("referral-reject", kwargs={"pk": referral.pk})
    clerk.post(address, {"words": "Both orders go to\none address."})
    run_due()
    text = sent("Your friend's order of")
    assert "Both orders go to one address. Your link works as before." in text
    page = clerk.get(reverse("referral-detail", kwargs={"pk": referral.pk}))
    assert "Both orders go to one address." in page.text


@pytest.mark.parametrize(
    ("recovery", "sentence"),
    [
        ("receivable", "What you have spent of it already is taken off your next reward."),
        ("write_off", "What you have spent of it already you need not give back."),
    ],
)
def test_what_is_taken_back_is_told_with_the_reason(db, monkeypatch, recovery, sentence):
    advocate = AdvocateFactory(program=ProgramFactory(recovery=recovery))
    referral = place_referred_order(advocate=advocate)
    run_due()
    deliver(referral, monkeypatch)
    change_status(referral.order, "Cancelled")
    run_due()
    text = sent("€10.00 of your reward was taken back")
    assert "was taken back. The order was cancelled." in text
    [message] = [one for one in mail.outbox if one.body == text]
    assert "was taken back. The order was cancelled." in message.alternatives[0][0]
    assert sentence in text


def test_no_name_is_ever_in_a_subject(advocate):
    place_referred_order(advocate=advocate)
    run_due()
    assert not [one.subject for one in mail.outbox if "Anna" in one.subject]


def test_who_has_appealed_gets_the_answer_by_e_mail_once(advocate):
    clerk = make_staff("change_referral")
    referral = place_referred_order(advocate=advocate)
    run_due()
    review.reject(referral=referral, actor=clerk)
    make_appeal(referral=Referral.objects.get())
    answer_appeal(referral=referral, answer="It's <b>counted</b> & held.", actor=clerk)
    run_due()
    run_due()
    [message] = [one for one in mail.outbox if one.subject.startswith("Our answer about")]
    assert "and answer: It's <b>counted</b> & held." in message.body
    assert "<b>" not in message.alternatives[0][0]
    assert message.to == [advocate.user.email]
