"""T6: a shop's own clock that is wrong. Rewards wait for the database's clock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import time_machine

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.round import run_round
from oscar_referrals.models import Program, Referral, ReferralState
from oscar_referrals.test.orders import change_status
from tests.reliability.invariants import differences
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import friend_emails, join, open_program, refer_friends

HOLD_DAYS = 14
A_MINUTE_BEFORE = HOLD_DAYS - 1 / (24 * 60)
AFTER = HOLD_DAYS + 0.1
FAST = timedelta(days=400), timedelta(days=1), timedelta(hours=1)
SLOW = -timedelta(days=1), -timedelta(hours=1), -timedelta(days=400)
SPRING_FORWARD = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)
FALL_BACK = datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 23, 59, 30, tzinfo=UTC)
END_OF_32_BITS = datetime(2038, 1, 19, 3, 14, 0, tzinfo=UTC)
DATES = (SPRING_FORWARD, FALL_BACK, LEAP_DAY, END_OF_32_BITS)


def shop_clock_is_slow(*, rounds: int) -> Outcome:
    """A server that is slow does not bring a reward forward."""
    return _watch([datetime.now(UTC) + shift for shift in SLOW] * rounds, is_rewarded=True)


def shop_clock_is_fast(*, rounds: int) -> Outcome:
    """A server that is fast does not bring a reward forward either."""
    return _watch([datetime.now(UTC) + shift for shift in FAST] * rounds)


def days_that_are_odd(*, rounds: int) -> Outcome:
    """Summer time, winter time, a leap day and the year 2038 bring nothing forward."""
    return _watch(list(DATES) * rounds)


def _watch(moments: list[datetime], *, is_rewarded: bool = False) -> Outcome:
    """Order and deliver by each of these clocks; look before and after the hold ends."""
    wrong: list[str] = []
    early = 0
    for moment in moments:
        program = _order_at(moment)
        early += _is_rewarded(program, shown=moment, days=0)
        early += _is_rewarded(program, shown=moment, days=A_MINUTE_BEFORE)
        if is_rewarded:
            late = not _is_rewarded(program, shown=moment, days=AFTER)
            wrong += differing(late=(late, False))
    wrong += differences()
    wrong += differing(early=(early, 0))
    return Outcome(f"{len(moments)} clocks, {early} rewards before the hold", wrong)


def _order_at(moment: datetime) -> Program:
    """A friend orders and the parcel arrives while the shop's clock shows this moment."""
    program = open_program(hold_days=HOLD_DAYS)
    advocates = join(program, number=1)
    with time_machine.travel(moment, tick=True):
        [order] = refer_friends(advocates, emails=friend_emails(1))
        change_status(order, "Delivered")
    return program


def _is_rewarded(program: Program, *, shown: datetime, days: float) -> bool:
    """Tell whether a worker with this clock gives the reward, so many days on by the database."""
    with _database_ahead(days), time_machine.travel(shown, tick=True):
        run_round()
    return Referral.objects.get(program=program).state == ReferralState.REWARDED


@contextmanager
def _database_ahead(days: float) -> Iterator[None]:
    with mock.patch.dict(os.environ, {OFFSET_VARIABLE: str(days)}):
        yield
