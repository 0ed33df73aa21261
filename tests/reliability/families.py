"""Every test by its number: what it says, how often it runs, and where."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.reliability import (
    clocks,
    crashes,
    faults,
    fuzz,
    habits,
    races,
    refund_storm,
    repeated,
    restarts,
    soak,
    statements,
    vanishing,
    write_lock,
)
from tests.reliability.outcome import Outcome

SQLITE, POSTGRESQL = frozenset({"sqlite"}), frozenset({"postgresql"})
DATABASES = SQLITE | POSTGRESQL | {"mysql"}


@dataclass(frozen=True, slots=True)
class Test:
    """One line of the table for each place. `short` and `full` are numbers of rounds.

    What a round is differs: a wave of checkouts, an order, a text, a second of traffic.

    Where `everywhere` is False one cell of each database is enough.
    """

    __test__ = False

    number: str
    run: Callable[..., Outcome]
    short: int
    full: int
    everywhere: bool = True
    on: frozenset[str] = DATABASES

    @property
    def sentence(self) -> str:
        """What the test shows, in the words of its function."""
        return (self.run.__doc__ or "").splitlines()[0]

    @property
    def is_control(self) -> bool:
        """Tell whether something is switched off, so that the books are wrong afterwards."""
        return self.number.endswith("c")

    def suits(self, *, vendor: str, is_plain: bool) -> bool:
        """Tell whether the test runs on this database, in this cell of it."""
        return vendor in self.on and (is_plain or self.everywhere)


TESTS = (
    Test("T1", races.budget_for_half, short=2, full=9),
    Test("T1c", races.budget_without_its_condition, short=2, full=3),
    Test("T1", races.once_per_friend, short=1, full=4),
    Test("T1c", races.often_per_friend, short=1, full=2),
    Test("T1", races.limit_of_a_code, short=1, full=4),
    Test("T1c", races.code_without_its_limit, short=1, full=2),
    Test("T1", races.losers_are_not_charged, short=1, full=4),
    Test("T1c", races.losers_are_charged, short=1, full=2),
    Test("T2", vanishing.voucher_is_removed_while_paying, short=1, full=70, everywhere=False),
    Test("T2c", vanishing.removed_without_our_record, short=1, full=10, everywhere=False),
    Test("T3", crashes.worker_dies, short=1, full=9, everywhere=False),
    Test("T3", crashes.server_dies_before_payment, short=1, full=9, everywhere=False),
    Test("T3", crashes.server_dies_after_the_order, short=1, full=9, everywhere=False),
    Test("T4", restarts.database_restarts, short=1, full=5, everywhere=False, on=POSTGRESQL),
    Test("T5", repeated.everything_comes_again, short=8, full=30),
    Test("T6", clocks.shop_clock_is_slow, short=1, full=5, everywhere=False),
    Test("T6", clocks.shop_clock_is_fast, short=1, full=5, everywhere=False),
    Test("T6", clocks.days_that_are_odd, short=1, full=5, everywhere=False),
    Test("T7", fuzz.codes_of_any_kind, short=300, full=34_000, everywhere=False),
    Test("T7", fuzz.addresses_of_any_kind, short=30, full=600, everywhere=False),
    Test("T7", fuzz.voucher_box_of_any_kind, short=30, full=400, everywhere=False),
    Test("T8", write_lock.write_lock_is_held, short=1, full=5, everywhere=False, on=SQLITE),
    Test("T9", faults.mail_is_down, short=1, full=2),
    Test("T9", faults.mail_hangs, short=1, full=2),
    Test("T9", faults.cache_is_down, short=1, full=2),
    Test("T9", faults.task_queue_is_down, short=1, full=2),
    Test("T9", faults.receiver_raises, short=1, full=2),
    Test("T9", faults.reserving_raises, short=1, full=2),
    Test("T10", habits.double_click, short=1, full=3),
    Test("T10", habits.back_button, short=1, full=3),
    Test("T10", habits.two_tabs, short=1, full=3),
    Test("T10", habits.sign_in_in_the_middle, short=1, full=3),
    Test("T10", habits.card_fails_once, short=1, full=3),
    Test("T11", refund_storm.refunds_and_a_cancellation, short=2, full=6),
    Test("T11", refund_storm.partial_refunds, short=2, full=6),
    Test("T11c", refund_storm.refunds_without_locks, short=2, full=4),
    Test("T12", soak.soak, short=4, full=300, everywhere=False),
    Test("T15", statements.insert_then_conditional_update, short=2, full=20),
    Test("T15", statements.locks_in_one_order, short=4, full=40),
)
