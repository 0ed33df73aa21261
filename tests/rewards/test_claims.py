"""Rewards that their owner has to claim."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_referrals import ledger
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    Budget,
    ReferralState,
    Reward,
    RewardState,
    Transfer,
    Work,
)
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of
from tests.rewards.test_extras import FRIEND, SECOND

pytestmark = pytest.mark.django_db

PAGE = "/account/invite/"


@pytest.fixture
def advocate():
    """Return an advocate who has to claim his rewards within 60 days."""
    return AdvocateFactory(program=ProgramFactory(reward_needs_claim=True, cap=Decimal(1000)))


@pytest.fixture
def reward(advocate, bring_friend):
    """Return a reward of 10.00 that waits to be claimed."""
    bring_friend(advocate, quantity=4)
    return Reward.objects.get()


def claim(reward, user=None):
    """Press the button; return the response that follows."""
    address = reverse("referral-claim-reward", kwargs={"pk": reward.pk})
    response = signed_in(user or reward.advocate.user).post(address, follow=True)
    reward.refresh_from_db()
    return response


def credit():
    """Return all credit there is."""
    return sum(Account.objects.filter(kind="credit").values_list("balance", flat=True))


def test_a_reward_waits_until_its_owner_presses_the_button(reward, books):
    assert (reward.state, credit()) == (RewardState.CLAIMABLE, 0)
    words = words_of(signed_in(reward.advocate.user).get(PAGE))
    assert "€10.00 waits for you Claim it until" in words
    assert "Your reward waits for you to claim it." in words
    assert books() == []

    response = claim(reward)

    assert "It is yours now." in words_of(response)
    assert (reward.state, credit()) == (RewardState.ISSUED, Decimal("10.00"))
    assert "Claim it until" not in words_of(response)
    assert books() == []
    assert ledger.verify() == []


def test_claiming_twice_gives_once(reward, books):
    claim(reward)
    response = claim(reward)

    assert "It is yours now." in words_of(response)
    assert credit() == Decimal("10.00")
    assert Transfer.objects.count() == 1
    assert books() == []


def test_nobody_claims_the_reward_of_another(reward):
    response = claim(reward, user=CustomerFactory())

    assert response.status_code == 404
    assert reward.state == RewardState.CLAIMABLE


def test_the_button_does_nothing_on_get(reward):
    address = reverse("referral-claim-reward", kwargs={"pk": reward.pk})

    assert signed_in(reward.advocate.user).get(address)["Location"] == PAGE
    reward.refresh_from_db()
    assert reward.state == RewardState.CLAIMABLE


def test_the_owner_is_told_that_it_waits(reward, mailoutbox):
    Work.objects.filter(kind="tell_reward_ready").update(status="waiting", done_at=None)
    run_due()

    mail = mailoutbox[-1]
    assert mail.subject == "A reward waits for you"
    assert "A reward waits for you: €10.00. Please claim it on your page until" in mail.body


def test_what_nobody_claims_in_time_is_free_again(reward, pass_time, books):
    pass_time(76)

    reward.refresh_from_db()
    assert (reward.state, reward.granted) == (RewardState.EXPIRED, 0)
    assert reward.referral.state == ReferralState.REWARDED
    assert Budget.objects.get().used == Decimal("10.00")
    assert books() == []
    response = claim(reward)
    assert "This reward can no longer be used." in words_of(response)
    assert credit() == 0


def test_a_late_click_gives_nothing_even_before_due_work_has_looked(reward, monkeypatch):
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "76")

    response = claim(reward)

    assert "This reward can no longer be used." in words_of(response)
    assert credit() == 0


def test_a_refund_makes_a_waiting_reward_smaller(reward, books):
    order = reward.referral.order
    record_refund(
        order=order, amount=Decimal("45.00"), reference="1", lines={order.lines.get().pk: 2}
    )
    run_due()
    reward.refresh_from_db()
    assert (reward.granted, reward.clawed) == (Decimal("5.00"), 0)
    assert books() == []

    claim(reward)

    assert credit() == Decimal("5.00")
    assert books() == []


def test_a_cancelled_order_takes_a_waiting_reward_away(reward, books):
    change_status(reward.referral.order, "Cancelled")
    run_due()

    reward.refresh_from_db()
    reward.referral.refresh_from_db()
    assert (reward.state, reward.net) == (RewardState.REVOKED, 0)
    assert reward.referral.state == ReferralState.CLAWED_BACK
    assert Budget.objects.get().used == 0
    assert books() == []


def test_a_cancelled_order_ends_the_referral_also_if_nobody_had_claimed(reward, pass_time, books):
    pass_time(76)

    change_status(reward.referral.order, "Cancelled")
    run_due()

    reward.referral.refresh_from_db()
    assert reward.referral.state == ReferralState.CLAWED_BACK
    assert Budget.objects.get().used == 0
    assert books() == []


def test_a_milestone_can_wait_to_be_claimed(bring_friend, books):
    program = ProgramFactory(extra_rewards=[{**SECOND, "needs_claim": True}])
    advocate = AdvocateFactory(program=program)
    first = bring_friend(advocate)
    bring_friend(advocate)
    milestone = Reward.objects.get(slot=None)
    assert milestone.state == RewardState.CLAIMABLE

    claim(milestone)
    assert credit() == Decimal("22.50")
    change_status(first.order, "Cancelled")
    run_due()

    assert credit() == Decimal("10.00")
    assert books() == []


def test_a_friend_claims_his_own_reward(bring_friend, books):
    program = ProgramFactory(extra_rewards=[{**FRIEND, "needs_claim": True}])
    friend = CustomerFactory()
    bring_friend(AdvocateFactory(program=program), user=friend)
    reward = Reward.objects.get(side="friend")

    assert claim(reward, user=reward.advocate.user).status_code == 404
    claim(reward, user=friend)

    assert Account.objects.get(user=friend).balance == Decimal("4.00")
    assert books() == []


def test_the_page_lists_all_rewards_in_words(bring_friend, reward):
    words = words_of(signed_in(reward.advocate.user).get(PAGE))

    assert "Your rewards €10.00 for a friend · Waits for you until" in words


def test_what_is_only_promised_is_not_among_the_rewards(advocate):
    place_referred_order(advocate=advocate)
    run_due()

    words = words_of(signed_in(advocate.user).get(PAGE))

    assert Reward.objects.get().state == RewardState.PROMISED
    assert "Your rewards" not in words


def test_what_was_not_claimed_in_time_keeps_its_size_in_the_list(reward, pass_time):
    pass_time(15 + 61)

    words = words_of(signed_in(reward.advocate.user).get(PAGE))

    assert "Your rewards €10.00 for a friend · Over" in words


def test_the_list_costs_no_query_for_each_reward(advocate, bring_friend):
    client = signed_in(advocate.user)
    bring_friend(advocate)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _friend in range(3):
        bring_friend(advocate)
    with CaptureQueriesContext(connection) as four:
        client.get(PAGE)
    assert len(four) == len(one)
