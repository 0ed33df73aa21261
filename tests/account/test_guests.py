"""People without an account invite friends: by a link that only the reader of a mailbox has."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.flows import guests
from oscar_referrals.flows.agree import publish_rules
from oscar_referrals.flows.work import run_due
from oscar_referrals.identity import identify_email
from oscar_referrals.models import (
    Advocate,
    GuestLink,
    Reward,
    RewardState,
    RulesAcceptance,
    Terms,
)
from oscar_referrals.selectors.guests import guests_of
from oscar_referrals.selectors.persons import Person
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import make_basket, place_order, place_referred_order
from tests.account.pages import PERSON, signed_in, words_of
from tests.account.test_account_page import earn

FORM, PAGE, ACCOUNT = "/guest/", "/guest/friends/", "/account/invite/"
EMAIL = "gina@example.com"


def ask(client, email=EMAIL):
    """Ask for a link; return the answer and the address in the last e-mail."""
    response = client.post(FORM, {"email": email})
    run_due()
    found = re.findall(r"https?://[^/\s]+(/guest/link/[^\s]+)", mail.outbox[-1].body)
    return response, found[0] if found else ""


def arrive(client, email=EMAIL):
    """Open the link from the e-mail; return the guest's page."""
    _response, address = ask(client, email)
    assert client.get(address).status_code == 200
    return client.post(address, follow=True)


@pytest.fixture
def gina(db):
    """A guest who has opened her page: her browser and her place."""
    ProgramFactory(reward_kind="voucher")
    client = Client(**PERSON)
    arrive(client)
    return client, Advocate.objects.get(email=EMAIL)


def test_a_link_from_an_e_mail_opens_a_page_with_something_to_share(visitor, db):
    ProgramFactory()
    page = arrive(visitor)
    guest = Advocate.objects.get()
    assert page.request["PATH_INFO"] == PAGE
    assert page["Cache-Control"] == "private, no-store"
    assert (guest.user, guest.email) == (None, EMAIL)
    assert f"/r/{code_of(guest).text}/" in page.content.decode()
    assert "Nobody has ordered with your link yet." in words_of(page)
    assert not GuestLink.objects.exists()
    assert visitor.get(FORM)["Location"] == PAGE


def test_opening_a_link_changes_nothing_and_using_it_works_once(visitor, db):
    ProgramFactory()
    _response, address = ask(visitor)
    for _ in range(2):
        assert "Open my page" in words_of(visitor.get(address))
    assert not Advocate.objects.exists()
    assert visitor.post(address)["Location"] == PAGE
    second = Client(**PERSON).post(address, follow=True)
    assert "This link was used already or is too old." in words_of(second)
    assert second.request["PATH_INFO"] == FORM


def test_an_old_link_and_a_made_up_one_open_nothing(visitor, db, monkeypatch):
    ProgramFactory()
    _response, address = ask(visitor)
    monkeypatch.setenv(OFFSET_VARIABLE, str(guests.LINK_LASTS / timedelta(days=1)))
    made_up = reverse(
        "referral-guest-link", kwargs={"token": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    )
    for link in (address, made_up):
        assert visitor.post(link)["Location"] == FORM
    assert not Advocate.objects.exists()
    assert visitor.get(PAGE)["Location"] == FORM


def test_the_answer_does_not_say_whether_an_address_is_known(anna):
    answers = [Client(**PERSON).post(FORM, {"email": email}) for email in (anna.user.email, EMAIL)]
    texts = [
        answer.content.decode().replace(email, "")
        for answer, email in zip(answers, (anna.user.email, EMAIL), strict=True)
    ]
    assert texts[0] == texts[1]
    run_due()
    told = [message.to for message in mail.outbox if "/guest/link/" in message.body]
    assert sorted(told) == sorted([[anna.user.email], [EMAIL]])


def test_who_invites_with_an_account_is_led_to_it(anna, visitor):
    page = arrive(visitor, anna.user.email)
    assert "You invite friends with an account already." in words_of(page)
    assert visitor.get(PAGE)["Location"] == FORM


def test_three_e_mails_an_hour_reach_one_address_and_ten_leave_for_one_client(visitor, db):
    first = visitor.post(FORM, {"email": EMAIL}).content
    for _ in range(5):
        assert visitor.post(FORM, {"email": EMAIL}).content == first
    run_due()
    assert len(mail.outbox) <= 3
    mail.outbox.clear()
    for number in range(12):
        visitor.post(FORM, {"email": f"guest{number}@example.com"})
    run_due()
    assert len(mail.outbox) == 4


def test_hostile_addresses_get_a_sentence(visitor, db):
    for email in ("", "x", "<script>@x.y", "a@b\r\nBcc: c@d.e", "a" * 5000 + "@example.com"):
        response = visitor.post(FORM, {"email": email})
        assert response.status_code == 200
        assert "e-mail address" in words_of(response)
    assert not GuestLink.objects.exists()


def test_a_guest_sees_friends_and_uses_the_voucher_by_its_code(gina, monkeypatch):
    client, guest = gina
    reward = earn(guest, monkeypatch)
    arrive(client)
    words = words_of(client.get(PAGE))
    assert "Rewarded a friend," in words
    assert f"Type {reward.voucher.code} in your basket." in words
    basket = make_basket()
    basket.vouchers.add(reward.voucher)
    order = place_order(basket=basket, email=EMAIL)
    assert order.basket.total_discount == 10
    reward.refresh_from_db()
    assert reward.state == RewardState.USED
    assert mail.outbox[-1].to != []
    assert any(message.to == [EMAIL] and "ready" in message.subject for message in mail.outbox)


def test_what_needs_an_account_waits_until_the_guest_has_one(visitor, db, monkeypatch):
    ProgramFactory(reward_kind="store_credit")
    arrive(visitor)
    guest = Advocate.objects.get()
    reward = earn(guest, monkeypatch)
    assert reward.state == RewardState.CLAIMABLE
    arrive(visitor)
    assert "€10.00 waits for your account" in words_of(visitor.get(PAGE))
    claim = reverse("referral-claim-reward", kwargs={"pk": reward.pk})
    assert "until you have an account" in words_of(visitor.post(claim, follow=True))

    gina = CustomerFactory(email=EMAIL)
    account = signed_in(gina)
    assert "waits for you" not in words_of(account.get(ACCOUNT))
    _response, address = ask(account_of_nobody(), EMAIL)
    words = words_of(account.post(address, follow=True))
    assert "Your friends and rewards are here now." in words
    assert "€10.00 credit" in words
    guest.refresh_from_db()
    assert (guest.user, guest.email) == (gina, "")
    assert visitor.get(PAGE)["Location"] == FORM
    assert Reward.objects.get().state == RewardState.ISSUED


def test_a_place_that_an_account_cannot_have_stays_the_guests_with_its_link(gina):
    _client, guest = gina
    anna = AdvocateFactory(program=guest.program)
    for user in (anna.user, CustomerFactory()):
        if user != anna.user:
            place_referred_order(advocate=guest, email=user.email)
            run_due()
        _response, address = ask(account_of_nobody(), EMAIL)
        words = words_of(signed_in(user).post(address, follow=True))
        assert "cannot become yours" in words
        assert GuestLink.objects.count() == 1
    guest.refresh_from_db()
    assert guest.email == EMAIL


def test_a_link_to_an_address_that_invites_nobody_brings_an_account_nothing(ben):
    ProgramFactory()
    _response, address = ask(account_of_nobody(), EMAIL)
    assert "cannot become yours" in words_of(signed_in(ben).post(address, follow=True))


def test_an_address_that_is_longer_than_its_column_gets_a_sentence(visitor, db):
    labels = ".".join("a" * 60 for _ in range(4))
    response = visitor.post(FORM, {"email": f"{'b' * 20}@{labels}.com"})
    assert response.status_code == 200
    assert not GuestLink.objects.exists()


def test_of_two_places_the_one_that_was_not_left_comes_first(db):
    identity = identify_email(EMAIL)
    fields = {"email": EMAIL, "identity": identity, "joined_at": database_now()}
    left = Advocate.objects.create(program=ProgramFactory(), left_at=database_now(), **fields)
    stays = Advocate.objects.create(program=ProgramFactory(), **fields)
    assert list(guests_of(Person(email=EMAIL))) == [stays, left]


def account_of_nobody():
    """Return another browser, of which nothing is known."""
    return Client(**PERSON, REMOTE_ADDR="203.0.113.9")


def test_an_account_with_the_same_address_takes_nothing_over_without_the_link(gina):
    _client, guest = gina
    thief = CustomerFactory(email=EMAIL)
    words = words_of(signed_in(thief).post(reverse("referral-join"), follow=True))
    assert "We have sent you an e-mail" in words
    guest.refresh_from_db()
    assert guest.user is None
    run_due()
    assert mail.outbox[-1].to == [EMAIL]
    assert "/guest/link/" in mail.outbox[-1].body


def test_a_guest_stops_comes_back_and_closes_the_page(gina):
    client, guest = gina
    code = code_of(guest).text
    program = {"program": guest.program.slug}
    assert "You have left." in words_of(
        client.post(reverse("referral-leave"), program, follow=True)
    )
    guest.refresh_from_db()
    assert guest.left_at is not None
    assert f"/r/{code}/" in client.post(reverse("referral-join"), program, follow=True).text
    guest.refresh_from_db()
    assert guest.left_at is None
    client.post(PAGE)
    assert client.get(PAGE)["Location"] == FORM


def test_a_page_closes_by_itself_after_half_a_day(gina, monkeypatch):
    client, _guest = gina
    assert client.get(PAGE).status_code == 200
    monkeypatch.setenv(OFFSET_VARIABLE, "0.6")
    assert client.get(PAGE)["Location"] == FORM
    assert client.post(reverse("referral-leave"))["Location"] == FORM
    assert Advocate.objects.get().left_at is None


def test_a_program_with_rules_about_accounts_takes_no_guests(visitor, db):
    rules = [{"rule": "minimum_orders", "orders": 1}]
    ProgramFactory()
    Terms.objects.update(advocate_rules=rules)
    page = arrive(visitor)
    assert "once you have placed 1 order with your account" in words_of(page)
    assert not Advocate.objects.exists()


def test_who_joins_by_a_link_accepts_the_published_rules_and_is_asked_once(visitor, db):
    program = ProgramFactory()
    version = publish_rules(program=program, language="en", title="Rules", html="<p>Be kind.</p>")
    _response, address = ask(visitor)

    refused = visitor.post(address, follow=True)

    assert "Please read the rules" in words_of(refused)
    assert refused.request["PATH_INFO"] == address
    assert not Advocate.objects.exists()

    visitor.post(address, {"rules": version.mark})

    assert RulesAcceptance.objects.get().advocate == Advocate.objects.get()
    _response, address = ask(Client(**PERSON))
    assert 'name="rules"' not in visitor.get(address).content.decode()
