"""What the tests of messages begin with: an advocate who has read the first one."""

from typing import Any

import pytest
from django.core import mail

from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import AdvocateFactory


@pytest.fixture(autouse=True)
def reminders(settings: Any) -> None:
    """Advocates are reminded as in a shop that has not said otherwise."""
    settings.OSCAR_REFERRALS_REMINDER_DAYS = (7, 30, 90)


@pytest.fixture
def anna(db: None) -> Advocate:
    """An advocate; what was said when she joined is out of the way."""
    anna = AdvocateFactory()
    run_due()
    mail.outbox.clear()
    return anna


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let so many days have passed since the test began, and do what is due by then."""

    def wait_until(days: float) -> None:
        monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", str(days))
        run_due()

    return wait_until


def subjects() -> list[str]:
    """Return the subjects of what was sent, in order."""
    return [message.subject for message in mail.outbox]
