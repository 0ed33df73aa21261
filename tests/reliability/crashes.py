"""T3: kill -9 at every fail-point of the worker and of the server; nothing is lost."""

import signal
from collections import Counter
from typing import Any

from oscar.core.loading import get_model

from example_shop.story.process import free_port
from oscar_referrals.failpoints import VARIABLE
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.models import Referral, Reservation
from oscar_referrals.test.orders import change_status, make_product
from tests.reliability.chance import dice
from tests.reliability.dump import dump_of
from tests.reliability.invariants import differences
from tests.reliability.live import Shopper, forked_shop, in_another_process
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import (
    end_reservations,
    friend_emails,
    join,
    open_program,
    refer_friends,
)

FRIENDS = 4
#: How far into a run the worker may come before it dies.
TURNS = 6
IN_WORKER = (
    "after_commit",
    "before_work",
    "after_work",
    "after_transfer",
    "before_state",
    "between_batches",
)


def worker_dies(*, rounds: int) -> Outcome:
    """A worker killed at any fail-point leaves what the next one ends as if nothing had been."""
    emails = friend_emails(FRIENDS)
    expected, _has_died = _live(emails)
    chance = dice()
    wrong: list[str] = []
    deaths = Counter[str]()
    for point in IN_WORKER:
        for number in range(rounds):
            turn = chance.randint(1, TURNS) if number else 1
            found, has_died = _live(emails, dies_at=f"{point}:{turn}")
            deaths[point] += has_died
            wrong += differing(**{f"{point}_{turn}": (found, expected)})
    wrong += [f"{point} was never reached" for point in IN_WORKER if not deaths[point]]
    runs = rounds * len(IN_WORKER)
    figures = f"{len(IN_WORKER)} fail-points, {runs} runs, {deaths.total()} died"
    return Outcome(figures, wrong)


def server_dies_before_payment(*, rounds: int) -> Outcome:
    """A server killed after reserving has sold nothing; the customer's next try is the first."""
    return _server_dies(rounds, "reserved", orders_before=0)


def server_dies_after_the_order(*, rounds: int) -> Outcome:
    """A server killed right after the order is stored has lost neither order nor referral."""
    # The first commit that leaves work behind is the reservation's, the second the order's.
    return _server_dies(rounds, "after_commit:2", orders_before=1)


def _live(emails: list[str], *, dies_at: str = "") -> tuple[dict[str, Any], bool]:
    """Return what becomes of four friends whose worker may die, and whether it did."""
    program = open_program(minimum=0)
    orders = refer_friends(join(program, number=2), emails=emails)
    change_status(orders[0], "Cancelled")
    for order in orders[1:]:
        change_status(order, "Delivered")
    end = in_another_process(lambda: _work(orders), **{VARIABLE: dies_at}) if dies_at else 0
    _work(orders)
    return dump_of(program) | {"differences": differences()}, end == -signal.SIGKILL


def _work(orders: list[Any]) -> None:
    """What a worker has to do from morning to evening; a second one may begin at the beginning."""
    run_round()
    order = orders[1]
    line = order.lines.get()
    record_refund(order=order, amount=line.unit_price_incl_tax, reference="one", lines={line.pk: 1})
    _change_status_once(orders[2], "Cancelled")
    run_round()


def _change_status_once(order: Any, status: str) -> None:
    """Change a status that is not there yet."""
    if get_model("order", "Order").objects.get(pk=order.pk).status != status:
        change_status(order, status)


def _server_dies(rounds: int, dies_at: str, *, orders_before: int) -> Outcome:
    program = open_program()
    [advocate] = join(program, number=1)
    product = make_product(price="25.00")
    wrong: list[str] = []
    for email in friend_emails(rounds):
        port = free_port()
        with forked_shop(port=port, **{VARIABLE: dies_at}) as address:
            shopper = Shopper(address=address, email=email)
            preview = shopper.shop_up_to_preview(product, advocate)
            wrong += _press_in_vain(shopper)
        wrong += differing(orders_before=(shopper.orders.count(), orders_before))
        with forked_shop(port=port):
            shopper.browser.page = preview
            shopper.press_again()
        wrong += differing(orders=(shopper.orders.count(), 1))
    end_reservations(program)
    run_round()
    referrals = Referral.objects.filter(program=program)
    held = referrals.filter(state="held").count()
    wrong += differing(
        held=(held, rounds), reserved=(Reservation.objects.filter(program=program).count(), 0)
    )
    return Outcome(f"{rounds} servers died, {held} orders held", wrong + differences())


def _press_in_vain(shopper: Shopper) -> list[str]:
    try:
        shopper.place_order()
    except OSError:
        return []
    return ["the server did not die"]
