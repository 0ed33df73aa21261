"""Everything that must hold after every commit, looked up in the tables. Nothing here writes.

Each difference is one sentence that names the row and says what it should be. Rows are read in
small batches, so memory does not grow with the number of referrals.
"""

from collections.abc import Callable, Iterator

from oscar_referrals.ledger import verify
from oscar_referrals.selectors.invariants import (
    books,
    budgets,
    cards,
    code_lists,
    donations,
    extras,
    friends,
    gift_cards,
    histories,
    payouts,
    published_rules,
    rewards,
)

Check = Callable[[], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    *books.CHECKS,
    *budgets.CHECKS,
    *cards.CHECKS,
    *code_lists.CHECKS,
    *donations.CHECKS,
    *extras.CHECKS,
    *friends.CHECKS,
    *gift_cards.CHECKS,
    *histories.CHECKS,
    *payouts.CHECKS,
    *published_rules.CHECKS,
    *rewards.CHECKS,
)


def find_differences() -> Iterator[str]:
    """Yield every difference as a sentence; none means all is well."""
    yield from verify()
    for check in CHECKS:
        yield from check()


def find_notices() -> Iterator[str]:
    """Yield what an owner should know although nothing is wrong."""
    yield from budgets.above_the_cap()


__all__ = ["CHECKS", "find_differences", "find_notices"]
