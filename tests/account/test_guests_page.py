"""A guest's page shows and does what a customer's does, and nobody else's browser sees it."""

import json
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows import review, shape
from oscar_referrals.flows.agree import publish_rules
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Advocate,
    Appeal,
    CodeWish,
    MessageChoice,
    Reader,
    Reward,
    RewardState,
    RulesAcceptance,
    Side,
    Terms,
)
from oscar_referrals.notify.kinds import REMINDER, THANKS
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import place_referred_order
from tests.account.pages import PERSON, signed_in, words_of
from tests.account.test_account_page import earn
from tests.account.test_guests import EMAIL, FORM, PAGE, arrive, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminders(settings):
    """Reminders at any hour, for whoever joins from now on."""
    settings.OSCAR_REFERRALS_REMINDER_DAYS = [7, 21, 60]
    settings.OSCAR_REFERRALS_QUIET_HOURS = None


@pytest.fixture
def gina():
    """A guest who has opened her page: her browser and her place."""
    ProgramFactory(reward_kind="voucher")
    client = Client(**PERSON)
    arrive(client)
    return client, Advocate.objects.get(email=EMAIL)


def press(client, name, data=(), **kwargs):
    """Press a button of the page."""
    return client.post(reverse(f"referral-{name}", kwargs=kwargs), dict(data), follow=True)


def sent_to(email=EMAIL):
    return [message for message in mail.outbox if message.to == [email]]


def end_by_staff(referral):
    run_due()
    referral.refresh_from_db()
    review.reject(referral=referral, actor=CustomerFactory(is_staff=True))
    run_due()


def test_new_guests_get_their_link_and_code_by_e_mail(gina):
    _client, guest = gina
    run_due()
    assert f"/r/{code_of(guest).text}/" in sent_to()[-1].body
    assert "/guest/" in sent_to()[-1].body


def test_name_code_and_leaving_work_as_for_a_customer(gina):
    client, guest = gina
    assert "Friends see the name Gina" in words_of(press(client, "name", {"shown_name": "Gina"}))
    assert "Your code is GINA" in words_of(press(client, "code", {"word": "Gina"}))
    assert "give a first name only" in words_of(press(client, "name", {"shown_name": "x@y.z"}))
    press(client, "nickname", {"nickname": "Bee"})
    guest.refresh_from_db()
    assert (guest.shown_name, guest.nickname) == ("Gina", "Bee")
    press(client, "leave")
    guest.refresh_from_db()
    assert guest.left_at is not None


def test_a_guest_appeals_with_one_click(gina):
    client, guest = gina
    referral = place_referred_order(advocate=guest)
    end_by_staff(referral)
    assert "That is wrong" in words_of(client.get(PAGE))
    words = words_of(press(client, "appeal", pk=referral.pk))
    assert "We look again, and answer" in words
    assert Appeal.objects.get().referral == referral


def test_what_belongs_to_another_guest_does_not_exist(gina, monkeypatch):
    _client, guest = gina
    reward = earn(guest, monkeypatch)
    other = Client(**PERSON)
    arrive(other, "rosa@example.com")
    for name, pk in (("appeal", reward.referral_id), ("use-reward", reward.pk)):
        assert other.post(reverse(f"referral-{name}", kwargs={"pk": pk})).status_code == 404
    assert reward.voucher.code not in other.get(PAGE).text


def test_a_voucher_goes_into_the_basket_by_one_button(gina, monkeypatch):
    client, guest = gina
    reward = earn(guest, monkeypatch)
    arrive(client)
    page = client.get(PAGE)
    assert "Valid until" in words_of(page)
    press(client, "use-reward", pk=reward.pk)
    assert "In your basket" in words_of(client.get(PAGE))


def test_a_guest_claims_what_the_terms_let_him_claim(monkeypatch):
    ProgramFactory(reward_kind="voucher", reward_needs_claim=True)
    client = Client(**PERSON)
    arrive(client)
    reward = earn(Advocate.objects.get(), monkeypatch)
    assert reward.state == RewardState.CLAIMABLE
    arrive(client)
    assert "It is yours now." in words_of(press(client, "claim-reward", pk=reward.pk))
    assert Reward.objects.get().state == RewardState.ISSUED


def test_a_guest_sees_which_rules_he_accepted_and_is_asked_about_new_ones(visitor):
    program = ProgramFactory(reward_kind="voucher")
    rules = {"program": program, "language": "en", "title": "Rules"}
    old = publish_rules(html="<p>Be kind.</p>", **rules)
    _response, address = ask(visitor)
    visitor.post(address, {"rules": old.mark})
    assert "Rules accepted: version 1 ," in words_of(visitor.get(PAGE))
    new = publish_rules(html="<p>Be kinder.</p>", asks_again=True, **rules)
    assert "The rules have changed" in words_of(visitor.get(PAGE))
    press(visitor, "accept-rules", {"rules": new.mark, "program": program.slug})
    assert "Rules accepted: version 2 ," in words_of(visitor.get(PAGE))
    assert RulesAcceptance.objects.count() == 2


def test_all_open_programs_are_offered_and_joined_with_their_own_rules(gina):
    client, _guest = gina
    other = ProgramFactory(name="Tea club", friend_value=Decimal(3), reward_kind="voucher")
    version = publish_rules(program=other, language="en", title="Tea", html="<p>Tea.</p>")
    assert "Look at Tea club" in words_of(client.get(PAGE))
    named = {"program": other.slug}
    assert "Give €3.00" in words_of(client.get(PAGE, named))
    assert "Please read the rules" in words_of(press(client, "join", named))
    press(client, "join", {**named, "rules": version.mark})
    assert Advocate.objects.filter(email=EMAIL).count() == 2


def test_a_first_program_that_guests_may_not_join_hides_no_other(visitor):
    ProgramFactory(name="For all", reward_kind="voucher")
    first = ProgramFactory(name="For customers", precedence=9)
    rules = [{"rule": "minimum_orders", "orders": 1}]
    Terms.objects.filter(program=first).update(advocate_rules=rules)
    arrive(visitor)
    assert Advocate.objects.get().program.name == "For all"
    named = visitor.get(PAGE, {"program": first.slug})
    assert "once you have placed 1 order with your account" in words_of(named)
    press(visitor, "join", {"program": first.slug})
    assert Advocate.objects.count() == 1


def test_after_the_end_of_a_program_a_guest_joins_the_next(gina):
    client, guest = gina
    shape.end(program=guest.program)
    assert "There are no invitations at the moment." in words_of(client.get(PAGE))
    ProgramFactory(name="Next", reward_kind="voucher")
    arrive(client)
    press(client, "join")
    assert Advocate.objects.filter(email=EMAIL).count() == 2


def test_a_guest_is_reminded_until_he_wants_no_more(reminders, gina, monkeypatch):
    client, guest = gina
    monkeypatch.setenv(OFFSET_VARIABLE, "8")
    run_due()
    reminder = sent_to()[-1]
    stop = reminder.extra_headers["List-Unsubscribe"].strip("<>").partition("example.com")[2]
    assert stop in reminder.body
    assert client.post(stop).status_code == 200
    choice = MessageChoice.objects.get()
    assert (choice.user, choice.kind, choice.is_wanted) == (None, REMINDER, False)
    told = len(sent_to())
    monkeypatch.setenv(OFFSET_VARIABLE, "25")
    run_due()
    assert len(sent_to()) == told


def test_quiet_hours_are_for_guests_too(reminders, gina, monkeypatch, settings):
    settings.OSCAR_REFERRALS_QUIET_HOURS = ("00:00", "23:59")
    run_due()
    told = len(sent_to())
    monkeypatch.setenv(OFFSET_VARIABLE, "8")
    run_due()
    assert len(sent_to()) == told


def test_the_choices_of_a_guest_open_from_his_page_and_from_his_e_mails(
    reminders, gina, monkeypatch
):
    client, _guest = gina
    monkeypatch.setenv(OFFSET_VARIABLE, "8")
    run_due()
    monkeypatch.delenv(OFFSET_VARIABLE)
    token = client.get(PAGE).context["choices_address"]
    assert token in client.get(PAGE).text
    stranger = Client(**PERSON)
    assert token in sent_to()[-1].body
    page = stranger.get(token)
    assert EMAIL not in page.text
    assert "An offer to invite friends" not in words_of(page)
    stranger.post(token, {"wanted": [THANKS]})
    assert not MessageChoice.objects.get(kind=REMINDER).is_wanted
    assert stranger.get("/guest/messages/forged/").status_code == 404


def test_an_account_keeps_what_its_guest_did_not_want(gina):
    client, guest = gina
    client.post(client.get(PAGE).context["choices_address"], {"wanted": [THANKS]})
    account = CustomerFactory(email=EMAIL)
    _answer, address = ask(Client(**PERSON, REMOTE_ADDR="203.0.113.9"))
    signed_in(account).post(address)
    guest.refresh_from_db()
    assert guest.user == account
    assert not MessageChoice.objects.get(user=account, kind=REMINDER).is_wanted
    assert not Reader.objects.filter(user=None).exists()


def extra(kind, when="every_nth", **more):
    number = {} if when == "every_referral" else {"number": 2}
    return {"side": Side.ADVOCATE, "when": when, **number, "kind": kind, "value": "5.00", **more}


def test_milestones_come_to_guests_and_what_needs_an_account_waits(visitor, monkeypatch):
    plan = [extra("voucher"), extra("store_credit", "every_referral")]
    ProgramFactory(reward_kind="voucher", extra_rewards=plan)
    assert "needs an account" in words_of(visitor.get(FORM))
    arrive(visitor)
    guest = Advocate.objects.get()
    words = words_of(visitor.get(PAGE))
    assert "0 of 2 friends. 2 more to go." in words
    assert "needs an account to be used: store credit" in words.lower()
    for number in range(2):
        earn_all(guest, monkeypatch, email=f"friend{number}@example.com")
    milestone = guest.rewards.get(milestone__isnull=False)
    assert milestone.state == RewardState.ISSUED
    waiting = guest.rewards.filter(kind="store_credit")
    assert {reward.state for reward in waiting} == {RewardState.CLAIMABLE}
    account = CustomerFactory(email=EMAIL)
    _answer, address = ask(Client(**PERSON, REMOTE_ADDR="203.0.113.9"))
    words = words_of(signed_in(account).post(address, follow=True))
    assert "€10.00 credit" in words
    assert {reward.state for reward in waiting.all()} == {RewardState.ISSUED}


def earn_all(advocate, monkeypatch, **order):
    """Let a friend order and keep it, and give whatever that brings."""
    referral = place_referred_order(advocate=advocate, **order)
    run_due()
    referral.refresh_from_db()
    deliver_and_wait(referral, monkeypatch)


def deliver_and_wait(referral, monkeypatch):
    from oscar_referrals.clock import offset
    from oscar_referrals.test.orders import change_status

    change_status(referral.order, "Delivered")
    run_due()
    monkeypatch.setenv(OFFSET_VARIABLE, str(offset().days + 15))
    run_due()
    run_due()


def test_a_guest_downloads_what_we_hold_about_him(gina, monkeypatch):
    client, guest = gina
    reward = earn(guest, monkeypatch)
    arrive(client)
    data = json.loads(client.post(reverse("referral-export")).content)
    assert data["address"] == EMAIL
    assert data["codes"][0]["text"] == code_of(guest).text
    assert data["rewards"][0]["voucher_code"] == reward.voucher.code
    assert data["orders_of_friends"][0]["state"] == "rewarded"
    assert "accounts" not in data
    stranger = Client(**PERSON).post(reverse("referral-export"))
    assert stranger.status_code == 302


def test_a_guest_is_erased_when_he_is_sure(gina):
    client, guest = gina
    referral = place_referred_order(advocate=guest)
    press(client, "name", {"shown_name": "Gina"})
    CodeWish.objects.create(advocate=guest, word="GINA", asked_at=guest.joined_at)
    assert "Please tick" in words_of(press(client, "guest-erase"))
    words = words_of(press(client, "guest-erase", {"is_sure": "yes"}))
    assert "Your data is erased." in words
    assert client.get(PAGE)["Location"] == FORM
    guest.refresh_from_db()
    assert (guest.email, guest.shown_name) == ("", "")
    assert guest.left_at is not None
    assert not Reader.objects.exists()
    assert not CodeWish.objects.exists()
    told = len(sent_to())
    run_due()
    referral.refresh_from_db()
    assert len(sent_to()) == told


def test_who_is_signed_in_acts_as_himself(gina):
    client, guest = gina
    account = CustomerFactory()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE)["Location"] == FORM
    press(client, "leave", {"program": guest.program.slug})
    guest.refresh_from_db()
    assert guest.left_at is None
