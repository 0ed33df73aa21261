"""A shop whose own clock is wrong: rewards wait for the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, ReferralState
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import change_status, place_referred_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow_shop():
    """Let the shop's clock show yesterday."""
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1), tick=True):
        yield


@pytest.mark.parametrize(
    ("days", "state"), [("13.9", ReferralState.HELD), ("14.1", ReferralState.REWARDED)]
)
def test_a_shop_clock_that_is_slow_brings_no_reward_forward(slow_shop, monkeypatch, days, state):
    referral = place_referred_order(advocate=AdvocateFactory())
    change_status(referral.order, "Delivered")

    monkeypatch.setenv(OFFSET_VARIABLE, days)
    run_due()

    assert Referral.objects.get().state == state
