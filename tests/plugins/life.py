"""Shortcuts through the life of a referral, for every test."""

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE


@pytest.fixture
def reward_now(monkeypatch):
    """Return a function that brings a referral's order through delivery and return time."""
    from oscar_referrals.flows.work import run_due
    from oscar_referrals.test.orders import change_status

    def bring(referral):
        run_due()
        change_status(referral.order, "Delivered")
        monkeypatch.setenv(OFFSET_VARIABLE, "15")
        run_due()
        referral.refresh_from_db()
        return referral

    return bring
