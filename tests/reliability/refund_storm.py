"""T11: twenty partial refunds of one order at once, and its cancellation, with several workers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

from oscar_referrals.flows import qualify, reverse
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Program, Referral, ReferralState, Reward, Work
from oscar_referrals.test.orders import change_status
from tests.reliability.chance import dice
from tests.reliability.counters import detects_conflicts
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.invariants import differences
from tests.reliability.outcome import NotPossible, Outcome, differing
from tests.reliability.world import friend_emails, join, open_program, refer_friends

PIECES = 30
REFUNDS = 20
WORKERS = 6
SECONDS_TO_MEET = 0.2
#: 30 pieces for 25.00 less the friend's 10.00; a third is left, and so is a third of 10.00.
LEFT_OF_REWARD = Decimal("3.33")
Step = Callable[[], Any]


def refunds_and_a_cancellation(*, rounds: int) -> Outcome:
    """Twenty refunds and a cancellation at once take back the whole reward, once."""
    storms = [_storm(is_cancelled=True) for _ in range(rounds)]
    return _outcome(storms, left=Decimal("0.00"), state=ReferralState.CLAWED_BACK)


def partial_refunds(*, rounds: int) -> Outcome:
    """Twenty refunds at once leave the same cents as one refund of all of them."""
    storms = [_storm(is_cancelled=False) for _ in range(rounds)]
    return _outcome(storms, left=LEFT_OF_REWARD, state=ReferralState.REWARDED)


def refunds_without_locks(*, rounds: int) -> Outcome:
    """Control: without the row locks two workers take the same refund back."""
    if detects_conflicts():
        raise NotPossible("the database itself refuses the second of two writers")
    with _without_locks():
        for _ in range(rounds):
            Storm().follow_all_at_once()
    wrong = differences()
    stopped = Work.objects.filter(kind="order_changed").exclude(error="").count()
    figures = (
        f"{rounds} storms of {REFUNDS} refunds: {stopped} taken back twice and stopped,"
        f" {len(wrong)} differences in the books"
    )
    return Outcome(figures, [] if wrong or stopped else ["the race did not happen"])


class Storm:
    """One rewarded order of thirty pieces, and all that happens to it at once."""

    def __init__(self) -> None:
        self.program: Program = open_program(minimum=0)
        [self.order] = refer_friends(
            join(self.program, number=1), emails=friend_emails(1), quantity=PIECES
        )
        change_status(self.order, "Delivered")
        run_round()
        self.errors: list[str] = []

    def break_out(self, *, is_cancelled: bool) -> None:
        """Let everything happen, each thing twice, while several workers follow."""
        steps: list[Step] = [lambda number=number: self.refund(number) for number in range(REFUNDS)]
        steps += [*steps, *[run_due] * WORKERS]
        if is_cancelled:
            steps.append(lambda: change_status(self.order, "Cancelled"))
        dice(salt=self.order.pk).shuffle(steps)
        answers = at_once(_take, steps, threads=len(steps) // 2)
        answers += at_once(_take, [run_due] * WORKERS, threads=WORKERS)
        run_round()
        self.errors = errors_in(answers)

    def follow_all_at_once(self) -> None:
        """Record every refund, and then let several workers begin with them together."""
        for number in range(REFUNDS):
            self.refund(number)
        at_once(_take, [run_due] * WORKERS, threads=WORKERS)

    def refund(self, number: int) -> None:
        """One piece comes back; the reference says which one."""
        line = self.order.lines.get()
        record_refund(
            order=self.order,
            amount=line.unit_price_incl_tax,
            reference=f"piece {number}",
            lines={line.pk: 1},
        )


def _storm(*, is_cancelled: bool) -> Storm:
    storm = Storm()
    storm.break_out(is_cancelled=is_cancelled)
    return storm


def _take(step: Step, meet: Callable[[], None]) -> None:
    meet()
    step()


def _outcome(storms: list[Storm], *, left: Decimal, state: str) -> Outcome:
    wrong = []
    for storm in storms:
        reward = Reward.objects.get(referral__program=storm.program)
        found = Referral.objects.get(program=storm.program).state
        wrong += differing(left_of_the_reward=(reward.net, left), state=(found, state))
        wrong += storm.errors
    wrong += differences()
    return Outcome(
        f"{len(storms)} orders, {REFUNDS} refunds each, all twice, {WORKERS} workers: {left} left",
        wrong,
    )


@contextmanager
def _without_locks() -> Iterator[None]:
    """Read rows without locking them; whoever reads a reward waits a little for a second reader."""
    meeting = threading.Barrier(2)

    def read(model: Any, pk: int) -> Any:
        row = model.objects.get(pk=pk)
        if model is Reward:
            _meet(meeting)
        return row

    with (
        mock.patch.object(qualify, "lock_row", read),
        mock.patch.object(reverse, "lock_row", read),
    ):
        yield


def _meet(meeting: threading.Barrier) -> None:
    try:
        meeting.wait(timeout=SECONDS_TO_MEET)
    except threading.BrokenBarrierError:
        meeting.reset()
