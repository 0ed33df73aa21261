"""Shortcuts through the life of a referral."""

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, AccountKind
from oscar_referrals.test.orders import change_status


@pytest.fixture
def reward_now(monkeypatch):
    """Return a function that brings a referral's order through delivery and return time."""

    def bring(referral):
        run_due()
        change_status(referral.order, "Delivered")
        monkeypatch.setenv(OFFSET_VARIABLE, "15")
        run_due()
        referral.refresh_from_db()
        return referral

    return bring


@pytest.fixture
def credit():
    """Return a function that tells how much credit there is."""

    def amount():
        return Account.objects.get(kind=AccountKind.CREDIT).balance

    return amount
