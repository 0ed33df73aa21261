"""T1: many checkouts at once for the last of something. Exactly as many win as there is room for.

Each race has a control twin, in which the condition is switched off and too many win.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from oscar_referrals.models import Program, Referral
from oscar_referrals.test.factories import CustomerFactory
from tests.reliability import switches
from tests.reliability.counters import deadlocks
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.invariants import differences
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import (
    COST,
    CarefulTill,
    PoliteTill,
    Till,
    buy,
    fill_baskets,
    friend_emails,
    join,
    open_program,
    price,
)

THREADS = 24
Switch = Callable[[], AbstractContextManager[Any]]


def budget_for_half(*, rounds: int) -> Outcome:
    """A budget for half of the friends pays exactly for those."""
    return _budget_race(rounds, nullcontext)


def budget_without_its_condition(*, rounds: int) -> Outcome:
    """Control: without the condition the budget is overdrawn."""
    return _budget_race(rounds, switches.budget_without_condition)


def once_per_friend(*, rounds: int) -> Outcome:
    """One friend with many baskets uses an invitation once."""
    return _friend_race(rounds, nullcontext)


def often_per_friend(*, rounds: int) -> Outcome:
    """Control: without the unique key the friend uses it more than once."""
    return _friend_race(rounds, switches.identities_never_equal)


def limit_of_a_code(*, rounds: int) -> Outcome:
    """A code for one friend serves one friend."""
    return _code_race(rounds, nullcontext)


def code_without_its_limit(*, rounds: int) -> Outcome:
    """Control: without counting it serves more."""
    return _code_race(rounds, switches.places_without_condition)


def losers_are_not_charged(*, rounds: int) -> Outcome:
    """With the mixin, whoever comes too late is told before the card is charged."""
    return _payment_race(rounds, CarefulTill)


def losers_are_charged(*, rounds: int) -> Outcome:
    """Control: without reserving, the card of whoever comes too late is charged."""
    return _payment_race(rounds, PoliteTill)


def _budget_race(rounds: int, switch: Switch) -> Outcome:
    emails = friend_emails(rounds * THREADS)
    room = len(emails) // 2 - 2
    program = open_program(cap=room * COST)
    baskets = fill_baskets(join(program, number=THREADS), owners=[None] * len(emails))
    return _race(program, [*zip(baskets, emails, strict=True)], room, switch)


def _friend_race(rounds: int, switch: Switch) -> Outcome:
    program = open_program()
    emails = [email for email in friend_emails(rounds) for _ in range(THREADS)]
    baskets = fill_baskets(join(program, number=THREADS), owners=[None] * len(emails))
    return _race(program, [*zip(baskets, emails, strict=True)], rounds, switch)


def _code_race(rounds: int, switch: Switch) -> Outcome:
    program = open_program(code_total=1)
    advocates = [advocate for advocate in join(program, number=rounds) for _ in range(THREADS)]
    emails = friend_emails(rounds * THREADS)
    baskets = fill_baskets(advocates, owners=[None] * len(emails))
    return _race(program, [*zip(baskets, emails, strict=True)], rounds, switch)


def _race(program: Program, pairs: Sequence[tuple[Any, str]], room: int, switch: Switch) -> Outcome:
    def check_out(pair: tuple[Any, str], everybody_is_ready: Callable[[], None]) -> str:
        basket, email = pair
        price(basket)
        everybody_is_ready()
        return buy(basket, PoliteTill(email))

    before = deadlocks()
    with switch():
        answers = at_once(check_out, pairs, threads=THREADS)
    ended = deadlocks() - before
    placed = Referral.objects.filter(program=program).count()
    told = Counter(answer for answer in answers if isinstance(answer, str))
    figures = (
        f"{len(pairs)} checkouts, {THREADS} at once, room for {room}: {placed} placed,"
        f" {told['refused']} refused, {told['told']} told before; {ended} deadlocks"
    )
    if switch is not nullcontext:
        return Outcome(figures, [] if placed > room else ["the race did not happen"])
    return Outcome(
        figures,
        [
            *differing(placed=(placed, room), orders=(told["placed"], room), deadlocks=(ended, 0)),
            *errors_in(answers),
            *differences(),
        ],
    )


def _payment_race(rounds: int, kind: type[Till]) -> Outcome:
    customers = [CustomerFactory() for _ in range(rounds * THREADS)]
    room = len(customers) // 2 - 2
    program = open_program(cap=room * COST)
    baskets = fill_baskets(join(program, number=THREADS), owners=customers)
    tills = [kind(customer.email) for customer in customers]

    def pay(pair: tuple[Any, Till], everybody_is_ready: Callable[[], None]) -> str:
        basket, till = pair
        price(basket)
        everybody_is_ready()
        return buy(basket, till)

    answers = at_once(pay, [*zip(baskets, tills, strict=True)], threads=THREADS)
    placed = answers.count("placed")
    charged = sum(till.charges > 0 for till in tills)
    in_vain = charged - placed
    figures = f"{len(tills)} checkouts, room for {room}: {placed} placed, {in_vain} charged in vain"
    if kind is PoliteTill:
        return Outcome(figures, [] if in_vain else ["nobody was charged in vain"])
    wrong = differing(placed=(placed, room), charged_in_vain=(in_vain, 0))
    return Outcome(figures, [*wrong, *errors_in(answers), *differences()])
