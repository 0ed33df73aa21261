"""T5: signals, refunds and due work that come one to five times, shuffled, to many workers."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from oscar.core.loading import get_model

from oscar_referrals.clock import database_now
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Program, Referral, Work, WorkStatus
from oscar_referrals.test.orders import change_status
from tests.reliability.chance import dice
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.dump import NET, dump_of
from tests.reliability.invariants import differences
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import (
    friend_emails,
    join,
    open_program,
    refer_friends,
    work_together,
)

THREADS = 8
ADVOCATES = 4
MOST = 5
Delivery = Callable[[], Any]


def everything_comes_again(*, rounds: int) -> Outcome:
    """Each signal, refund and piece of work comes one to five times, shuffled: nothing changes."""
    emails = friend_emails(rounds)
    expected = _live_in_order(emails)
    program, lives = _begin(emails)
    chance = dice()
    deliveries = [
        delivery
        for life in lives
        for delivery in life.deliveries()
        for _ in range(chance.randint(1, MOST))
    ]
    chance.shuffle(deliveries)
    answers = at_once(_deliver, deliveries, threads=THREADS)
    for life in lives:
        life.wake_work()
    work_together(threads=1)
    run_round()
    found = dump_of(program, detail=NET)
    wrong = differing(**{name: (found[name], expected[name]) for name in expected})
    return Outcome(
        f"{len(lives)} orders, {len(deliveries)} deliveries, {THREADS} at once",
        [*wrong, *errors_in(answers), *differences()],
    )


class Life:
    """What happens to one order: every fifth is cancelled, of every third a piece comes back."""

    def __init__(self, *, order: Any, turn: int) -> None:
        self.order = order
        self.is_cancelled = turn % 5 == 0
        self.comes_back = turn % 3 == 0
        if self.is_cancelled:
            change_status(order, "Cancelled")

    def deliveries(self) -> list[Delivery]:
        """Return everything that may be said about the order, in order."""
        return [self.arrive, self.come_back, self.announce, self.wake_work, run_due]

    def arrive(self) -> None:
        """The parcel arrives; a cancelled order has none."""
        if not self.is_cancelled:
            change_status(self.order, "Delivered")

    def come_back(self) -> None:
        """One of two pieces is refunded."""
        if self.comes_back:
            line = self.order.lines.get()
            record_refund(
                order=self.order,
                amount=line.unit_price_incl_tax,
                reference="one piece",
                lines={line.pk: 1},
            )

    def announce(self) -> None:
        """Oscar says once more what it has said about the order."""
        changes = get_model("order", "OrderStatusChange")
        for change in changes.objects.filter(order=self.order):
            post_save.send(sender=changes, instance=change, created=True, raw=False)

    def wake_work(self) -> None:
        """All that was done about the order is due once more."""
        referral = Referral.objects.get(order=self.order)
        about_order = Q(kind="order_changed", subject=self.order.pk)
        about_referral = Q(kind__in=("screen", "release", "issue"), subject=referral.pk)
        done = Work.objects.filter(about_order | about_referral, status=WorkStatus.DONE)
        for pk in done.values_list("pk", flat=True):
            Work.objects.filter(pk=pk).update(status=WorkStatus.WAITING, due_at=database_now())


def _begin(emails: list[str]) -> tuple[Program, list[Life]]:
    """Let friends order."""
    program = open_program(minimum=0)
    orders = refer_friends(join(program, number=ADVOCATES), emails=emails)
    return program, [Life(order=order, turn=turn) for turn, order in enumerate(orders)]


def _live_in_order(emails: list[str]) -> dict[str, Any]:
    """Return what becomes of the same friends when everything comes once, in order."""
    program, lives = _begin(emails)
    run_round()
    for step in (Life.arrive, Life.come_back):
        for life in lives:
            step(life)
        run_round()
    return dump_of(program, detail=NET)


def _deliver(delivery: Delivery, _meet: Callable[[], None]) -> None:
    delivery()
