"""Exclusive access: membership of a group until a date, and never longer than it was earned."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Membership, Reward, RewardState
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import change_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def members():
    """Return the group."""
    return Group.objects.create(name="Members")


@pytest.fixture
def advocate(members):
    """Return an advocate whose friends bring him thirty days among the members."""
    program = ProgramFactory(
        reward_kind="access", reward_options={"group": "Members"}, reward_days=30
    )
    return AdvocateFactory(program=program)


def is_member(advocate):
    """Tell whether the advocate is in the group."""
    return advocate.user.groups.filter(name="Members").exists()


def cancel(referral):
    """Cancel a referral's order."""
    change_status(referral.order, "Cancelled")
    run_due()


def test_the_owner_is_a_member_until_the_reward_expires(advocate, bring_friend, pass_time, books):
    bring_friend(advocate)
    reward = Reward.objects.get()
    assert is_member(advocate)
    assert reward.expires_at - reward.issued_at == timedelta(days=30)

    pass_time(44)
    assert is_member(advocate)

    pass_time(46)
    reward.refresh_from_db()
    assert not is_member(advocate)
    assert reward.state == RewardState.EXPIRED
    assert not Membership.objects.exists()
    assert books() == []


def test_a_cancelled_order_ends_the_membership(advocate, bring_friend, books):
    referral = bring_friend(advocate)

    cancel(referral)

    assert not is_member(advocate)
    assert Reward.objects.get().state == RewardState.REVOKED
    assert books() == []


def test_another_friend_keeps_the_owner_in(advocate, bring_friend):
    first, _second = bring_friend(advocate), bring_friend(advocate)

    cancel(first)
    assert is_member(advocate)


def test_who_was_a_member_by_decision_of_staff_stays_one(advocate, members, bring_friend):
    advocate.user.groups.add(members)
    first, second = bring_friend(advocate), bring_friend(advocate)

    cancel(first)
    cancel(second)

    assert is_member(advocate)


def test_a_part_of_the_order_that_came_back_does_not_end_it(advocate, bring_friend):
    referral = bring_friend(advocate, quantity=4)

    record_refund(order=referral.order, amount=Decimal("22.50"), reference="1")
    run_due()

    assert is_member(advocate)


def test_a_refund_after_the_time_is_over_takes_the_reward_off_the_books(
    advocate, bring_friend, pass_time, books
):
    referral = bring_friend(advocate)
    pass_time(46)

    cancel(referral)

    reward = Reward.objects.get()
    assert (reward.net, reward.state) == (0, RewardState.REVOKED)
    assert books() == []
