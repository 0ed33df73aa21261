"""Who may be a friend and who may be an advocate, in real requests."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import ADVOCATE_RULES, FRIEND_RULES
from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Advocate, AllowedAdvocate, Program
from oscar_referrals.selectors.audience import count_audience
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, make_basket, place_order

Order = get_model("order", "Order")


def order_as(user, *, times=1, price="25.00", days_ago=0):
    """Let a customer order 2 pieces, some days ago."""
    for _time in range(times):
        order = place_order(basket=make_basket(owner=user, price=price))
        moment = page_now() - timedelta(days=days_ago)
        Order.objects.filter(pk=order.pk).update(date_placed=moment)


def join_group(user):
    user.groups.add(Group.objects.get(name="Crew"))


def put_on_the_list(user):
    for program in Program.objects.all():
        AllowedAdvocate.objects.create(program=program, email=user.email.lower())


#: Rule with figures, what makes a customer meet it, what falls short of it, and what is told.
ADVOCATES = {
    "minimum_orders": (
        {"orders": 2},
        lambda user: order_as(user, times=2),
        lambda user: order_as(user, times=1),
        "You can invite friends once you have placed 2 orders with your account.",
    ),
    "minimum_spend": (
        {"amount": "100.00"},
        lambda user: order_as(user, price="50.00"),
        lambda user: order_as(user, price="49.99"),
        "You can invite friends once you have spent €100.00 with your account.",
    ),
    "customer_since": (
        {"days": 30},
        lambda user: order_as(user, days_ago=31),
        lambda user: order_as(user, days_ago=29),
        "You can invite friends 30 days after your first order.",
    ),
    "member_of_group": (
        {"groups": ["Crew"]},
        join_group,
        lambda user: None,
        "Only members of Crew can invite friends.",
    ),
    "invited_only": (
        {},
        put_on_the_list,
        lambda user: None,
        "Only people whom we have asked can invite friends.",
    ),
}
FRIENDS = {
    "first_orders": (
        {"orders": 2},
        lambda user: order_as(user, times=1),
        lambda user: order_as(user, times=2),
        "Invitations are for the first 2 orders, and you have placed more.",
    ),
    "member_of_group": (
        {"groups": ["Crew"]},
        join_group,
        lambda user: None,
        "This invitation is for members of Crew. Please sign in if you are one.",
    ),
}


def test_every_rule_about_people_is_tried():
    assert set(ADVOCATES) == {rule.name for rule in ADVOCATE_RULES}
    assert set(FRIENDS) == {rule.name for rule in FRIEND_RULES}


@pytest.mark.parametrize("name", ADVOCATES)
def test_who_meets_the_rule_joins_and_the_answer_is_kept(stage, name):
    figures, meet, _miss, _told = ADVOCATES[name]
    ProgramFactory(advocate_rules=[{"rule": name, **figures}])
    user = stage.visitor.sign_in()
    meet(user)
    assert reverse("referral-join") in account_page(stage)

    stage.visitor.client.post(reverse("referral-join"), {"shown_name": ""})

    (answer,) = Advocate.objects.get(user=user).decision["rules"]
    assert (answer["rule"], answer["figures"], answer["passed"]) == (name, figures, True)


@pytest.mark.parametrize("name", ADVOCATES)
def test_who_does_not_meet_it_reads_why_and_cannot_join(stage, name):
    figures, _meet, miss, told = ADVOCATES[name]
    ProgramFactory(advocate_rules=[{"rule": name, **figures}])
    miss(stage.visitor.sign_in())
    page = account_page(stage)
    assert told in page
    assert reverse("referral-join") not in page

    stage.visitor._post("referral-join", {"shown_name": ""})

    assert told in stage.visitor.messages
    assert not Advocate.objects.exists()


@pytest.mark.parametrize("name", ADVOCATES)
def test_the_count_agrees_with_the_decision_about_each_customer(stage, name):
    figures, meet, miss, _told = ADVOCATES[name]
    program = ProgramFactory(advocate_rules=[{"rule": name, **figures}])
    for act in (meet, miss, lambda user: None, meet):
        act(CustomerFactory())
    CustomerFactory(email="")
    CustomerFactory(is_active=False)
    if name == "invited_only":
        # The list is the program's own.
        ProgramFactory()

    audience = count_audience(program.terms_in_force)

    assert (audience.eligible, audience.customers, audience.uncounted) == (2, 4, ())


def test_cancelled_orders_count_for_nobody(stage):
    program = ProgramFactory(advocate_rules=[{"rule": "minimum_orders", "orders": 1}])
    user = stage.visitor.sign_in()
    order_as(user)
    change_status(Order.objects.get(), "Cancelled")

    assert count_audience(program.terms_in_force).eligible == 0
    assert "You can invite friends once" in account_page(stage)


def test_who_takes_part_stays_under_new_rules_and_who_has_left_is_asked(stage):
    program = ProgramFactory()
    user = CustomerFactory()
    advocate = enroll.join(program=program, user=user)
    new = {"advocate_rules": [{"rule": "member_of_group", "groups": ["Crew"]}]}
    terms = {"currency": "EUR", "friend_value": 10, "reward_value": 10}
    shape.change_terms(program=program, terms=terms | new)

    assert enroll.join(program=program, user=user) == advocate
    enroll.leave(advocate=advocate)
    with pytest.raises(enroll.Refused) as refused:
        enroll.join(program=program, user=user)
    assert refused.value.sentence == "Only members of Crew can invite friends."


@pytest.mark.parametrize("name", FRIENDS)
def test_a_friend_who_meets_the_rule_gets_the_discount(stage, name):
    figures, meet, _miss, _told = FRIENDS[name]
    meet(stage.visitor.sign_in())
    stage.buy()

    total = stage.use_code(new_customers_only=False, friend_rules=[{"rule": name, **figures}])

    assert total == "40.00"


@pytest.mark.parametrize("name", FRIENDS)
def test_a_friend_who_does_not_meet_it_reads_why(stage, name):
    figures, _meet, miss, told = FRIENDS[name]
    miss(stage.visitor.sign_in())
    stage.buy()

    total = stage.use_code(new_customers_only=False, friend_rules=[{"rule": name, **figures}])

    assert total == "50.00"
    assert told in stage.visitor.messages


def test_a_visitor_nobody_knows_yet_is_judged_once_he_signs_in(stage):
    stage.buy()
    rule = {"rule": "member_of_group", "groups": ["Crew"]}
    assert stage.use_code(friend_rules=[rule]) == "40.00"

    stage.visitor.sign_in()

    assert stage.visitor.total() == "50.00"


def account_page(stage):
    """Return the customer's page of invitations as text."""
    return stage.visitor.client.get(reverse("referral-account")).content.decode()
