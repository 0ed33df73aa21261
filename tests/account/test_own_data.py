"""What we hold about a customer: statements, and everything as a file. Nothing about others."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from oscar_referrals.flows.agree import publish_rules
from oscar_referrals.flows.ask import decline
from oscar_referrals.flows.campaign import begin_campaign, write_letters
from oscar_referrals.flows.enroll import join
from oscar_referrals.flows.message_choices import choose_message
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, AccountKind
from oscar_referrals.notify.kinds import PROMOTION, message_kind
from oscar_referrals.selectors.own_data import export_of
from oscar_referrals.selectors.persons import Person
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from tests.account.pages import signed_in, words_of
from tests.account.test_account_page import earn

EXPORT = "/account/invite/export/"


def spend(anna, monkeypatch):
    """Let Anna earn 10.00 and spend them in an order of 25.00; return both orders' numbers."""
    reward = earn(anna, monkeypatch)
    account = Account.objects.get(kind=AccountKind.CREDIT, user=anna.user)
    basket = make_basket(owner=anna.user, quantity=1)
    client = signed_in(anna.user)
    client.post(reverse("referral-use-credit", kwargs={"pk": account.pk}))
    own = place_order(basket=basket)
    return reward.referral.order_number, own.number


def test_the_statement_tells_every_posting_with_words_and_balance(annas_browser, anna, monkeypatch):
    friends_order, own_order = spend(anna, monkeypatch)
    page = annas_browser.get("/account/invite/statement/")
    words = words_of(page)
    assert "Credit in euros €0.00" in words
    assert f"Spent in order {own_order}" in words
    assert "-€10.00 Balance €0.00" in words
    assert "Reward for a friend" in words
    assert "+€10.00 Balance €10.00" in words
    assert words.index("Spent in order") < words.index("Reward for a friend")
    assert friends_order not in words
    assert "no-store" in page["Cache-Control"]
    assert "Statement, line by line" in words_of(annas_browser.get("/account/invite/"))


def test_an_empty_statement_says_what_will_be_there(ben):
    assert "Nothing was posted yet." in words_of(signed_in(ben).get("/account/invite/statement/"))


def test_another_customers_statement_does_not_exist(anna, ben, monkeypatch):
    earn(anna, monkeypatch)
    address = reverse("referral-statement", kwargs={"pk": Account.objects.first().pk})
    assert signed_in(ben).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_file_has_everything_about_the_customer_and_nothing_about_the_friend(
    annas_browser, anna, monkeypatch, method
):
    friends_order, _own = spend(anna, monkeypatch)
    response = getattr(annas_browser, method)(EXPORT)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="invitations-')
    data = json.loads(response.content)
    assert data["taking_part"][0]["shown_name"] == "Anna"
    assert [row["text"] for row in data["codes"]] == [code.text for code in anna.codes.all()]
    assert [row["state"] for row in data["orders_of_friends"]] == ["rewarded"]
    assert data["rewards"][0]["granted"] == "10.00"
    assert [row["amount"] for row in data["postings"]] == ["10.00", "-10.00"]
    text = response.content.decode()
    assert friends_order not in text
    assert "friend@example.com" not in text
    assert "identity" not in text


def test_the_friend_finds_his_own_order_and_claim_in_his_file(anna, monkeypatch):
    friend = CustomerFactory()
    reward = earn(anna, monkeypatch, user=friend, email=friend.email)
    data = json.loads(signed_in(friend).get(EXPORT).content)
    number = reward.referral.order_number
    assert [row["order_number"] for row in data["orders_with_an_invitation"]] == [number]
    assert data["taking_part"] == data["codes"] == data["rewards"] == []


def test_the_file_tells_what_messages_and_rules_left_behind(ben):
    program = ProgramFactory()
    rules = publish_rules(program=program, language="en", title="Rules", html="<p>Be kind.</p>")
    join(program=program, user=ben, rules=rules.mark)
    choose_message(Person(user_id=ben.pk), kind=message_kind(PROMOTION), is_wanted=True)
    decline(user_id=ben.pk)
    news = {"kind": PROMOTION, "segment": "all", "subject": "Tea", "text": "Soon."}
    list(write_letters(begin_campaign(program=program, name="Tea", **news)))
    run_due()
    data = json.loads(signed_in(ben).get(EXPORT).content)
    assert data["rules_accepted"][0]["version_sha256"] == rules.sha256
    assert data["reading_our_messages"][0]["declined_at"] is not None
    assert [row["is_wanted"] for row in data["choices_about_messages"]] == [True]
    assert [row["kind"] for row in data["letters_of_campaigns"]] == [PROMOTION]


def test_the_file_is_only_for_who_is_signed_in(db):
    assert Client().get(EXPORT).status_code == Client().post(EXPORT).status_code == 302


def test_each_kind_of_data_costs_one_query(anna, django_assert_num_queries):
    user = anna.user
    AdvocateFactory(program=ProgramFactory(), user=user)
    with django_assert_num_queries(20):
        data = export_of(user)
    assert len(data) == 20
    assert len(data["taking_part"]) == 2
