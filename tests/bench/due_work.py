"""Held referrals whose time has come are approved and paid by one worker."""

import json
import subprocess
import sys
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from oscar_referrals import ledger
from oscar_referrals.models import (
    Account,
    AccountKind,
    Referral,
    ReferralState,
    Work,
    WorkStatus,
)
from oscar_referrals.test.factories import ProgramFactory
from tests.bench.held_referrals import PROMISE, create_held_referrals
from tests.bench.report import ROOT, Line

SIZES = (500, 2_000, 8_000)
ROUNDS = 3
#: Each referral is released and its reward issued. The messages about it come afterwards.
PIECES = 2


def measure() -> list[Line]:
    """Let a worker pay 500, 2,000 and 8,000 referrals, several times in turn."""
    program = ProgramFactory(cap=Decimal(1_000_000))
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    peaks: dict[int, list[float]] = {size: [] for size in SIZES}
    for _round in range(ROUNDS):
        for size in SIZES:
            create_held_referrals(program=program, number=size)
            answer = _let_a_worker_pay(size)
            seconds[size].append(answer["seconds"])
            peaks[size].append(answer["peak"])
    # Whatever else the machine does only adds to the time: the quickest round counts.
    rates = {size: size / min(times) for size, times in seconds.items()}
    return [
        _rate_line(rates),
        _linear_line(rates),
        _memory_line({size: max(peak) for size, peak in peaks.items()}),
    ]


def _let_a_worker_pay(size: int) -> dict[str, float]:
    """Start a worker in a process of its own; check that it paid everybody, to the cent."""
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.bench.worker", database, str(size * PIECES)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(finished.stdout)
    rewarded = Referral.objects.filter(state=ReferralState.REWARDED).count()
    credit = Account.objects.filter(kind=AccountKind.CREDIT).aggregate(total=Sum("balance"))
    assert answer["done"] == size * PIECES
    assert credit["total"] == rewarded * PROMISE
    assert not Referral.objects.exclude(state=ReferralState.REWARDED).exists()
    assert ledger.verify() == []
    Work.objects.filter(status=WorkStatus.WAITING).delete()
    return answer


def _rate_line(rates: dict[int, float]) -> Line:
    slowest = min(rates.values())
    told = ", ".join(f"{rate:,.0f} ({size:,})" for size, rate in rates.items())
    return Line(
        title="Due work: referrals approved and paid a second by one worker",
        demanded="at least 500",
        measured=told,
        passed=slowest >= 500,
    )


def _linear_line(rates: dict[int, float]) -> Line:
    spread = max(rates.values()) / min(rates.values())
    return Line(
        title=f"Due work: time per referral, {SIZES[0]:,} to {SIZES[-1]:,} of them",
        demanded="linear: within 1.30 times",
        measured=f"{spread:.2f} times",
        passed=spread <= 1.3,
    )


def _memory_line(peaks: dict[int, float]) -> Line:
    growth = peaks[SIZES[-1]] / peaks[SIZES[0]]
    return Line(
        title=f"Due work: the worker's peak memory, {SIZES[0]:,} to {SIZES[-1]:,} referrals",
        demanded="flat: within 1.10 times",
        measured=f"{growth:.2f} times ({peaks[SIZES[0]]:.0f} to {peaks[SIZES[-1]]:.0f} MB)",
        passed=growth <= 1.1,
    )
