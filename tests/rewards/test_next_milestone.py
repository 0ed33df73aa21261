"""How far an advocate is on the way to the next milestone, and who is on the list of the best."""

from decimal import Decimal

import pytest

from oscar_referrals.flows import shape
from oscar_referrals.flows.enroll import show_nickname
from oscar_referrals.models import Advocate, Referral, ReferralState, Reward
from oscar_referrals.selectors.leaders import Leader, find_leaders
from oscar_referrals.selectors.milestones import next_milestone
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.rewards.test_extras import SECOND, cancel


def milestone(when, number):
    return {
        "side": "advocate",
        "when": when,
        "number": number,
        "kind": "store_credit",
        "shape": "fixed",
        "value": "5.00",
    }


def program_with(*extras):
    program = ProgramFactory()
    terms = {
        "currency": "EUR",
        "friend_value": Decimal("10.00"),
        "reward_value": Decimal("10.00"),
        "extra_rewards": list(extras),
    }
    shape.change_terms(program=program, terms=terms)
    program.refresh_from_db()
    return program


def bring(advocate, friends):
    """Let friends order and be rewarded, without the wait between."""
    for _number in range(friends):
        email = f"friend{Referral.objects.count()}@example.com"
        referral = place_referred_order(advocate=advocate, email=email)
        Referral.objects.filter(pk=referral.pk).update(state=ReferralState.REWARDED)


@pytest.mark.django_db
def test_the_nearest_milestone_is_shown():
    program = program_with(milestone("every_nth", 5), milestone("once_at", 3))
    anna = AdvocateFactory(program=program)
    progress = next_milestone(anna)
    assert (progress.friends, progress.goal, progress.left) == (0, 3, 3)
    bring(anna, 3)
    progress = next_milestone(anna)
    assert (progress.friends, progress.goal, progress.left) == (3, 5, 2)
    assert progress.gives == "For every 5 friends: €5.00"


@pytest.mark.django_db
def test_who_has_reached_one_that_comes_once_has_none_to_reach():
    anna = AdvocateFactory(program=program_with(milestone("once_at", 2)))
    bring(anna, 2)
    assert next_milestone(anna) is None


@pytest.mark.django_db
def test_one_that_comes_again_begins_again():
    anna = AdvocateFactory(program=program_with(milestone("every_nth", 2)))
    bring(anna, 2)
    progress = next_milestone(anna)
    assert (progress.friends, progress.goal) == (2, 4)


@pytest.mark.django_db
def test_terms_without_milestones_have_none():
    assert next_milestone(AdvocateFactory()) is None


@pytest.mark.django_db
def test_equals_share_a_place_and_small_groups_see_nobody(django_assert_num_queries):
    program = ProgramFactory()
    for nickname, friends in (("Ant", 1), ("Bee", 2), ("Cat", 1), ("Dog", 0), ("", 3)):
        advocate = AdvocateFactory(program=program, user=CustomerFactory())
        show_nickname(advocate=advocate, nickname=nickname)
        bring(advocate, friends)
    with django_assert_num_queries(1):
        leaders = find_leaders(program_id=program.pk, most=10, smallest_group=3)
    assert leaders == [Leader(1, "Bee", 2), Leader(2, "Ant", 1), Leader(2, "Cat", 1)]
    assert find_leaders(program_id=program.pk, most=1, smallest_group=3) == leaders[:1]
    assert find_leaders(program_id=program.pk, most=10, smallest_group=4) == []
    assert find_leaders(program_id=program.pk, most=10) == []
    Advocate.objects.filter(nickname="Bee").update(user=None)
    assert find_leaders(program_id=program.pk, most=10, smallest_group=3) == []


@pytest.mark.django_db
def test_a_group_of_one_is_never_shown():
    anna = AdvocateFactory()
    show_nickname(advocate=anna, nickname="Anna")
    bring(anna, 1)
    assert find_leaders(program_id=anna.program_id, most=10, smallest_group=0) == []


@pytest.mark.django_db
def test_a_nickname_is_a_name_and_nobodys_advertisement():
    anna = AdvocateFactory()
    show_nickname(advocate=anna, nickname="Visit www.evil.example")
    assert anna.nickname == ""
    show_nickname(advocate=anna, nickname="  Queen  Bee‮ ")
    assert anna.nickname == "Queen Bee"


@pytest.mark.django_db
def test_a_milestone_that_was_used_up_is_not_announced_again(bring_friend):
    terms = {"extra_rewards": [{**SECOND, "kind": "voucher"}]}
    advocate = AdvocateFactory(program=ProgramFactory(**terms))
    friends = [bring_friend(advocate) for _friend in range(2)]
    reward = Reward.objects.get(milestone__isnull=False)
    Reward.objects.filter(pk=reward.pk).update(used=reward.granted, uses=1, state="used")
    cancel(friends[0])
    assert next_milestone(advocate) is None
