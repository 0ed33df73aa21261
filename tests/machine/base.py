"""What every rule of the machine needs: one example, its two shops, and how they are compared."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from oscar_referrals.identity import identify_email
from oscar_referrals.models import AccountKind, Advocate, Work
from oscar_referrals.models import Referral as RealReferral
from oscar_referrals.models import Reservation as RealReservation
from oscar_referrals.models.referral import UNDONE
from oscar_referrals.selectors.invariants import find_differences
from tests.machine import world as real
from tests.machine.reference import ENDED, Order, Referral, Situation, State, Terms
from tests.machine.reference_shop import Program, ReferenceShop

IDENTITIES = {name: identify_email(emails[0]) for name, emails in real.PEOPLE.items()}


@dataclass
class Change:
    """What due work has given to one person, and taken from him, in credit."""

    given: int = 0
    taken: int = 0
    recoveries: set[str] = field(default_factory=set)

    def note(self, referral: Referral, situation: Situation) -> None:
        """Add what one referral has brought."""
        if referral.terms.kind == "store_credit":
            self.given += situation.granted - referral.now.granted
            taken = situation.clawed - referral.now.clawed
            self.taken += taken
            self.recoveries |= {referral.terms.recovery} if taken else set()

    def check(self, *, before: tuple[int, int], after: tuple[int, int]) -> None:
        """A reward first pays debts; a clawback first takes the credit that is there.

        Of both at once, or under two kinds of terms, only the sum is known.
        """
        credit, debt = before
        if self.given and not self.taken:
            paid = min(-debt, self.given)
            assert after == (credit + self.given - paid, debt + paid)
        if self.taken and not self.given and len(self.recoveries) == 1:
            missing = max(self.taken - credit, 0)
            owed = missing if "receivable" in self.recoveries else 0
            assert after == (credit + missing - self.taken, debt - owed)


class ComparingMachine(RuleBasedStateMachine):
    """A machine whose every example starts from the same world, and leaves it as it was."""

    world: ClassVar[real.World]

    def __init__(self) -> None:
        super().__init__()
        self._example = ExitStack()
        self._example.enter_context(real.clock())
        self._example.enter_context(transaction.atomic())
        self._example.enter_context(connection.execute_wrapper(self._notice_writing))
        self.has_written = True
        self.shop = ReferenceShop({name: Program(name, Terms()) for name in real.PROGRAMS})
        joined = itertools.product(real.PROGRAMS, real.ADVOCATES)
        self.shop.advocates = dict.fromkeys(joined, True)
        self.people = dict.fromkeys(real.PEOPLE, (0, 0))

    def teardown(self) -> None:
        """Undo the example."""
        transaction.set_rollback(True)
        self._example.close()

    def _notice_writing(
        self, execute: Any, sql: str, parameters: Any, many: bool, context: Any
    ) -> Any:
        self.has_written |= sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, parameters, many, context)

    @invariant()
    def everything_is_right(self) -> None:
        """Look at everything, after whatever has written anything."""
        if self.has_written:
            self.nothing_is_wrong_in_the_tables()
            self.budgets_are_as_expected()
            self.people_have_what_they_earned()
            self.referrals_are_as_expected()
            self.has_written = False

    def nothing_is_wrong_in_the_tables(self) -> None:
        """All invariants hold, and no work has failed."""
        assert list(find_differences()) == []
        assert list(Work.objects.exclude(error="").values_list("key", "error")) == []

    def budgets_are_as_expected(self) -> None:
        """Both programs have reserved and committed what the model says."""
        for name in real.PROGRAMS:
            expected = self.shop.reserved(name), self.shop.committed(name)
            assert real.budget_of(name) == expected, name

    def people_have_what_they_earned(self) -> None:
        """Credit, less debt, is what was earned and not spent."""
        lost = real.written_off()
        for name, (credit, debt) in self.balances().items():
            assert credit >= 0 >= debt
            position = credit + debt + lost[IDENTITIES[name]]
            assert position == self.shop.earned_by(name) - self.shop.spent_by(name), name

    def referrals_are_as_expected(self) -> None:
        """Each referral stands where the model says."""
        for referral in self.shop.referrals:
            assert self.situation_of(referral) == referral.now, referral

    def balances(self) -> dict[str, tuple[int, int]]:
        """Return everybody's credit and (negative) debt."""
        found = real.balances()
        return {
            name: (
                found.get((AccountKind.CREDIT, identity), 0),
                found.get((AccountKind.RECEIVABLE, identity), 0),
            )
            for name, identity in IDENTITIES.items()
        }

    def situation_of(self, referral: Referral) -> Situation:
        """Return where a referral really stands, and look at what hangs on it."""
        row = RealReferral.objects.get(pk=referral.number)
        state = State(row.state)
        undone = state in ENDED and row.reason in UNDONE
        is_free = row.claimed_identity is None
        assert is_free == (undone and referral.terms.frees), referral
        assert real.cents(row.promise) == referral.promise
        reward = row.rewards.first()
        granted, clawed = (
            (real.cents(reward.granted), real.cents(reward.clawed)) if reward else (0, 0)
        )
        return Situation(state=state, granted=granted, clawed=clawed, undone=undone)

    def advocate(self, program: str, name: str) -> Advocate:
        """Return a person's part in a program."""
        return Advocate.objects.get(program__slug=program, identity=IDENTITIES[name])

    def note_order(self, order: Any, *, person: str, credit_used: int = 0) -> Order:
        """Write a real order into the model."""
        order.refresh_from_db()
        lines = [
            real.line_of(line.pk, line.quantity, line.line_price_incl_tax)
            for line in order.lines.order_by("pk")
        ]
        noted = Order(
            number=order.pk,
            person=person,
            total=real.cents(order.total_incl_tax),
            lines=lines,
            credit_used=credit_used,
        )
        assert noted.total == sum(line.price for line in lines)
        self.shop.orders.append(noted)
        return noted

    def follow(self, *, is_finished: bool) -> None:
        """Let the model go where due work has brought the referrals; it must be a lawful place."""
        wanted = [self.situation_of(referral) for referral in self.shop.referrals]
        changes: dict[str, Change] = defaultdict(Change)
        for referral, situation in zip(self.shop.referrals, wanted, strict=True):
            assert referral.can_become(
                situation,
                is_finished=is_finished,
                day=self.shop.day,
                ownerless=referral.advocate in self.shop.deleted,
                reviews=self._reviews(referral, wanted),
            ), (referral, situation)
            changes[referral.advocate].note(referral, situation)
        for referral, situation in zip(self.shop.referrals, wanted, strict=True):
            referral.now = situation
            referral.touched &= not is_finished
        self._follow_reservations(is_finished=is_finished)
        returned = self._follow_returns(is_finished=is_finished)
        balances = self.balances()
        for name in changes.keys() - returned:
            changes[name].check(before=self.people[name], after=balances[name])

    def _reviews(self, referral: Referral, wanted: list[Situation]) -> set[bool]:
        """Tell whether a person must look at it, as too many of the same advocate in a month.

        Both answers are right if one of the others has ended meanwhile.
        """
        recent = [
            (row.now.state, situation.state)
            for row, situation in zip(self.shop.referrals, wanted, strict=True)
            if (row.program, row.advocate) == (referral.program, referral.advocate)
            and row.number <= referral.number
            and referral.placed_on - row.placed_on < 30
        ]
        lasting = [states for states in recent if State.VOIDED not in states]
        limit = referral.terms.advocate_limit
        return {len(recent) > limit, len(lasting) > limit}

    def _follow_reservations(self, *, is_finished: bool) -> None:
        kept = set(RealReservation.objects.values_list("basket_id", flat=True))
        for row in list(self.shop.reservations):
            has_expired = row.day < self.shop.day
            if row.basket not in kept:
                assert has_expired, row
                self.shop.reservations.remove(row)
            else:
                assert not (is_finished and has_expired), row

    def _follow_returns(self, *, is_finished: bool) -> set[str]:
        """Note which credit came back to whom."""
        people = set()
        for order in self.shop.orders:
            if not order.credit_used:
                continue
            returned = real.returned_in(order.number)
            due = max(order.credit_returned, order.credit_due)
            assert returned == due or (not is_finished and returned == order.credit_returned)
            if returned != order.credit_returned:
                order.credit_returned = returned
                people.add(order.person)
        return people

    def remember_people(self) -> None:
        """Keep everybody's balances from before due work."""
        self.people = self.balances()

    def pick(self, rows: Sequence[Any], number: int) -> Any:
        """Return one of the rows, whatever the number."""
        return rows[number % len(rows)]
