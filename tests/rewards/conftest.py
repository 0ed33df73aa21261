"""Shortcuts from a friend's order to the rewards that hang on it."""

from collections.abc import Callable
from typing import Any

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.orders import change_status, place_referred_order


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that moves the clock to so many days from today and does what is due."""

    def move(days: int) -> None:
        monkeypatch.setenv(OFFSET_VARIABLE, str(days))
        run_due()

    return move


@pytest.fixture
def bring_friend(pass_time: Callable[[int], None]) -> Callable[..., Referral]:
    """Return a function that lets a friend of an advocate order today and keep the goods.

    Afterwards it is fifteen days later, whoever has ordered before.
    """
    friends = iter(range(1, 100))

    def bring(advocate: Any, **kwargs: Any) -> Referral:
        kwargs.setdefault("email", f"friend{next(friends)}@example.com")
        pass_time(0)
        referral = place_referred_order(advocate=advocate, **kwargs)
        run_due()
        change_status(referral.order, "Delivered")
        pass_time(15)
        referral.refresh_from_db()
        return referral

    return bring


@pytest.fixture
def books() -> Callable[[], list[str]]:
    """Return a function that tells what is wrong in the tables; nothing, if all is well."""
    return lambda: list(find_differences())
