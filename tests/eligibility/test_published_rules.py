"""The published rules of a program come from the definitions that judge it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from oscar_referrals.eligibility import HOUSE_RULES, published_rules
from oscar_referrals.ports import KnownOrder
from oscar_referrals.selectors.friends import Friend, codes_for, gather_friend_facts
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.shop import orders
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import make_basket, place_order

pytestmark = pytest.mark.django_db


def test_usual_terms_in_plain_sentences():
    assert published_rules(ProgramFactory().terms_in_force) == [
        "Invitations count until the program ends.",
        "We may pause the program; invitations do not count meanwhile.",
        "Invitations count from the day the program starts.",
        "A code works as long as the person who shares it takes part.",
        "A claimed invitation stays valid for 30 days.",
        "Invitations are given as long as the program's budget lasts.",
        "Nobody can use an invitation of his own.",
        "Whom you have invited cannot invite you.",
        "One invitation per person.",
        "First orders only, orders as a guest included.",
        "Only orders in euros count.",
        "An order counts from €40.00.",
    ]


def test_what_terms_do_not_ask_for_is_not_published():
    usual = set(published_rules(ProgramFactory().terms_in_force))
    generous = ProgramFactory(new_customers_only=False, minimum=Decimal("0.00"), claim_days=1)
    assert usual - set(published_rules(generous.terms_in_force)) == {
        "First orders only, orders as a guest included.",
        "An order counts from €40.00.",
        "A claimed invitation stays valid for 30 days.",
    }


def test_chosen_rules_come_first_with_their_figures():
    program = ProgramFactory(
        advocate_rules=[{"rule": "minimum_spend", "amount": "200.00"}],
        friend_rules=[{"rule": "first_orders", "orders": 3}],
        order_rules=[{"rule": "time_of_day", "from_hour": 8, "until_hour": 12}],
        code_total=5,
    )
    rules = published_rules(program.terms_in_force)
    assert rules[:3] == [
        "Only customers who have spent at least €200.00 can invite friends.",
        "An invitation is for one of a friend's first 3 orders.",
        "An order counts between 8 and 12 o'clock.",
    ]
    assert "How many friends can use an invitation is limited." in rules


def test_visitors_of_an_invitation_and_editors_read_the_same(visitor):
    program = ProgramFactory(order_rules=[{"rule": "quantity", "pieces": 3}])
    code = code_of(AdvocateFactory(program=program)).text

    page = visitor.client.get(reverse("referral-invitation", args=[code])).content.decode()

    assert describe_offer(program).rules == tuple(published_rules(program.terms_in_force))
    assert "<li>An order counts from 3 pieces.</li>" in page
    assert "<li>One invitation per person.</li>" in page


def test_the_answer_about_first_orders_names_the_order_and_how_it_was_found():
    advocate = AdvocateFactory()
    order = place_order(basket=make_basket(), email="Ben@Example.com")
    type(order).objects.filter(pk=order.pk).update(date_placed=datetime(2026, 3, 2, tzinfo=UTC))
    friend = Friend(email="ben@example.com")
    code = codes_for(friend).get(advocate=advocate)
    facts = gather_friend_facts(
        code=code,
        claim=None,
        friend=friend,
        order_value=Decimal("50.00"),
        currency="EUR",
        moment=datetime(2026, 3, 9, tzinfo=UTC),
    )

    (failure,) = HOUSE_RULES.judge(facts).failures

    assert failure.rule == "friend_is_new"
    assert failure.values["order"] == (f"order {order.number} of 2026-03-02, guest, same e-mail")


def test_an_order_of_the_account_is_told_from_one_with_the_same_address(visitor):
    user = visitor.sign_in()
    order = place_order(basket=make_basket(owner=user))

    found = orders.newer_order(after=0, user_id=user.pk, email="", except_order_id=None)

    assert found == KnownOrder(
        str(order.number), order.date_placed, was_guest=False, has_same_email=False
    )
    assert str(found).endswith("account, same account")
