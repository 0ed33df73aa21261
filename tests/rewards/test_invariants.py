"""The verify command notices extra rewards that nobody has earned, or that are missing."""

from decimal import Decimal

import pytest
from django.db.models import F

from oscar_referrals.models import Budget, Reward, RewardState
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from tests.rewards.test_extras import SECOND, SHARE

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_friends(bring_friend):
    """Let an advocate reach a milestone, with an extra voucher for every friend."""
    advocate = AdvocateFactory(program=ProgramFactory(extra_rewards=[SECOND, SHARE]))
    return [bring_friend(advocate) for _friend in range(2)]


def test_all_is_well(two_friends, books):
    assert books() == []


def test_a_missing_milestone_is_noticed(two_friends, books):
    Reward.objects.filter(slot=None).update(milestone=None)

    assert ["earned are 1" in sentence for sentence in books()] == [True]


def test_a_milestone_that_holds_on_is_noticed(two_friends, books):
    Reward.objects.filter(slot=None).update(state=RewardState.REVOKED)

    assert any("holds its milestone" in sentence for sentence in books())


def test_an_extra_reward_that_is_worth_too_little_is_noticed(two_friends, books):
    extra = Reward.objects.filter(kind="voucher").first()
    Reward.objects.filter(pk=extra.pk).update(clawed=Decimal("0.50"))
    Budget.objects.update(committed=F("committed") - Decimal("0.50"))

    assert books() == [
        f"Reward {extra.pk} is worth {extra.granted - Decimal('0.50')} EUR, what is left of its"
        f" order deserves {extra.granted}."
    ]
