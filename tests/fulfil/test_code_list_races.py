"""Workers who give codes at the same moment."""

import threading
from decimal import Decimal
from unittest import mock

import pytest

from oscar_referrals.flows import code_lists
from oscar_referrals.flows.code_lists import BoughtCode, add_codes, give_code
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ListedCode, Reward
from oscar_referrals.selectors.code_lists import free_codes_for
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.reliability.crowd import at_once, errors_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
FRIENDS = 4


@pytest.fixture
def rewards(transactional_db, reward_now):
    """Rewards that wait for a code, of which there is one."""
    anna = AdvocateFactory(program=ProgramFactory(reward_kind="retailer_card"))
    referrals = [
        place_referred_order(advocate=anna, email=f"friend{number}@example.com")
        for number in range(FRIENDS)
    ]
    for referral in referrals:
        reward_now(referral)
    run_due()
    add_codes([BoughtCode(line=2, label="Books", currency="EUR", value=Decimal(10), text="BOOK-1")])
    return list(Reward.objects.values_list("pk", flat=True))


def give(reward_id, everybody_is_ready):
    everybody_is_ready()
    return give_code(reward_id=reward_id)


def test_the_last_code_is_given_once(rewards):
    answers = at_once(give, rewards, threads=FRIENDS)

    assert errors_in(answers) == []
    assert sorted(answers) == [False, False, False, True]
    assert ListedCode.objects.get().reward_id in rewards
    assert list(find_differences()) == []


def test_workers_who_look_at_one_reward_give_it_one_code(rewards):
    answers = at_once(give, [rewards[0]] * FRIENDS, threads=FRIENDS)

    assert errors_in(answers) == []
    assert sum(answers) == 1
    assert list(find_differences()) == []


def test_control_without_lock_and_condition_the_last_code_is_given_to_many(rewards):
    meeting = threading.Barrier(FRIENDS)

    def take_what_was_seen(reward):
        code = free_codes_for(reward).first()
        meeting.wait(timeout=60)
        ListedCode.objects.filter(pk=code.pk).update(reward=reward)
        return code

    with mock.patch.object(code_lists, "_take_code", take_what_was_seen):
        answers = at_once(give, rewards, threads=FRIENDS)

    assert sum(answer is True for answer in answers) == FRIENDS
    assert list(find_differences()) != []
