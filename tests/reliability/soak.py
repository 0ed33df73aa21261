"""T12: people order, return, cancel and spend for a while, at random; the books never drift."""

import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from oscar.core.loading import get_model

from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.models import Program
from oscar_referrals.test.orders import change_status, make_product
from tests.reliability.chance import dice
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.invariants import differences
from tests.reliability.outcome import Outcome
from tests.reliability.world import (
    COST,
    PoliteTill,
    buy,
    code_of,
    fill_basket,
    friend_emails,
    join,
    open_program,
    price,
)

PEOPLE = 6
ADVOCATES = 8
CAP = 2_000 * COST
SECONDS_BETWEEN_LOOKS = 10
#: Python keeps what it once needed; after the first third a process may grow by so much.
MEGABYTES = 30


def soak(*, rounds: int) -> Outcome:
    """Random traffic for so many seconds: at every look the books are right, and memory is flat."""
    traffic = Traffic(open_program(cap=CAP, minimum=0))
    end_at = time.monotonic() + rounds
    while (now := time.monotonic()) < end_at:
        traffic.flow(until=min(now + SECONDS_BETWEEN_LOOKS, end_at))
        traffic.look()
    run_round()
    traffic.look()
    done = ", ".join(f"{number} {name}" for name, number in sorted(traffic.done.items()))
    growth = traffic.growth()
    wrong = [f"memory grew by {growth:.0f} MB"] if growth > MEGABYTES else []
    return Outcome(
        f"{rounds} s, {PEOPLE} people: {done}; {len(traffic.memory)} looks,"
        f" memory +{growth:.0f} MB",
        [*wrong, *traffic.differences],
    )


class Traffic:
    """Several people who do one thing after the other until the time is up."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.advocates = join(program, number=ADVOCATES)
        self.product = make_product(price="25.00")
        self.chances = [dice(salt=number) for number in range(PEOPLE)]
        self.done: Counter[str] = Counter()
        self.differences: list[str] = []
        self.memory: list[float] = []

    def flow(self, *, until: float) -> None:
        """Let everybody do things at random until that moment."""
        things = (
            [self.order] * 5 + [self.deliver] * 3 + [self.refund] * 2 + [self.cancel, self.work]
        )

        def live(chance: Any, _meet: Callable[[], None]) -> None:
            while time.monotonic() < until:
                thing = chance.choice(things)
                thing(chance)
                self.done[thing.__name__] += 1

        self.differences += errors_in(at_once(live, self.chances, threads=PEOPLE))

    def look(self) -> None:
        """Verify everything while nobody writes."""
        self.differences += differences()
        self.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    def growth(self) -> float:
        """Return by how many megabytes the process grew after the first third of the looks."""
        return self.memory[-1] - self.memory[len(self.memory) // 3]

    def order(self, chance: Any) -> None:
        """A new friend orders."""
        voucher_id = code_of(chance.choice(self.advocates)).voucher_id
        basket = fill_basket(self.product, voucher_id, quantity=chance.randint(2, 4))
        price(basket)
        buy(basket, PoliteTill(*friend_emails(1)))

    def deliver(self, chance: Any) -> None:
        """A parcel arrives."""
        if order := self._some_order(chance, status="Pending"):
            change_status(order, "Delivered")

    def cancel(self, chance: Any) -> None:
        """An order is cancelled."""
        if order := self._some_order(chance, status="Pending"):
            change_status(order, "Cancelled")

    def refund(self, chance: Any) -> None:
        """A piece comes back."""
        if order := self._some_order(chance, status="Delivered"):
            line = order.lines.get()
            piece = chance.randint(1, line.quantity)
            record_refund(
                order=order,
                amount=line.unit_price_incl_tax,
                reference=f"piece {piece}",
                lines={line.pk: 1},
            )

    def work(self, _chance: Any) -> None:
        """The minute's round of due work."""
        run_round()

    def _some_order(self, chance: Any, *, status: str) -> Any:
        orders = get_model("order", "Order").objects.filter(
            discounts__offer_id=self.program.offer_id, status=status
        )
        pks = list(orders.order_by("-pk").values_list("pk", flat=True)[:20])
        return get_model("order", "Order").objects.get(pk=chance.choice(pks)) if pks else None
