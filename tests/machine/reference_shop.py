"""What must happen in the whole shop: who may use a code, what budgets and people have."""

from dataclasses import dataclass, field

from tests.machine.reference import PROMISED, Order, Referral, Terms

#: Oscar rounds a percentage line by line; nearer to the cap than this the model does not guess.
ROUNDING = 5


@dataclass
class Program:
    """A program, as its owner sees it."""

    name: str
    terms: Terms
    cap: int | None = None
    is_paused: bool = False


@dataclass(frozen=True)
class Reservation:
    """What is kept for one basket at the payment page."""

    program: str
    person: str
    basket: int
    amount: int
    day: int


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: to use an advocate's code in a basket of that value."""

    program: str
    advocate: str
    friend: str
    is_guest: bool
    value: int
    basket: int


@dataclass
class ReferenceShop:
    """The shop that the real one is compared with. All amounts are cents."""

    programs: dict[str, Program] = field(default_factory=dict)
    day: int = 0
    referrals: list[Referral] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    advocates: dict[tuple[str, str], bool] = field(default_factory=dict)
    claims: dict[tuple[str, str, str], tuple[Terms, int]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def reserved(self, program: str) -> int:
        """Return what is promised, or kept for a basket."""
        promised = [row.promise for row in self.of(program) if row.now.state in PROMISED]
        return sum(promised) + sum(
            row.amount for row in self.reservations if row.program == program
        )

    def committed(self, program: str) -> int:
        """Return what is spent."""
        discounts = sum(row.discount for row in self.of(program) if not row.now.undone)
        return discounts + sum(row.now.net for row in self.of(program))

    def of(self, program: str) -> list[Referral]:
        """Return the referrals of a program."""
        return [row for row in self.referrals if row.program == program]

    def left(self, program: str) -> int | None:
        """Return what a budget has left; None without a cap."""
        cap = self.programs[program].cap
        return None if cap is None else cap - self.reserved(program) - self.committed(program)

    def fits(self, program: str, more: int) -> bool:
        """Tell whether a budget can take so much more. Giving back always fits."""
        left = self.left(program)
        return more <= 0 or left is None or more <= left

    def places(self, program: str, advocate: str) -> int:
        """Return how many friends an advocate has who were not undone."""
        rows = [row for row in self.of(program) if row.advocate == advocate]
        return sum(not row.now.undone for row in rows)

    def kept_for(self, program: str, person: str) -> Reservation | None:
        """Return a person's reservation."""
        rows = [r for r in self.reservations if (r.program, r.person) == (program, person)]
        return rows[0] if rows else None

    def has_used(self, program: str, person: str) -> bool:
        """Tell whether a person has had the one invitation of a program."""
        rows = [row for row in self.of(program) if row.friend == person]
        return any(not (row.now.undone and row.terms.frees) for row in rows)

    def has_ordered(self, person: str) -> bool:
        """Tell whether a person is a customer already."""
        return any(order.person == person and not order.is_cancelled for order in self.orders)

    def closes_a_circle(self, wish: Wish) -> bool:
        """Tell whether the friend has invited the advocate, directly or through others."""
        above: dict[str, str] = {}
        for row in self.of(wish.program):
            above.setdefault(row.friend, row.advocate)
        person, steps = wish.advocate, 0
        while person in above and steps <= len(above):
            person, steps = above[person], steps + 1
            if person == wish.friend:
                return True
        return False

    def terms_for(self, wish: Wish) -> Terms | None:
        """Return the terms that count for a friend; None if his claim has run out."""
        key = (wish.program, wish.advocate, wish.friend)
        if wish.is_guest or key not in self.claims:
            return self.programs[wish.program].terms
        terms, day = self.claims[key]
        return terms if self.day < day + terms.claim_days else None

    def works(self, wish: Wish, terms: Terms) -> bool:
        """Tell whether a code works for a stranger now."""
        is_open = not self.programs[wish.program].is_paused
        in_use = self.advocates[wish.program, wish.advocate]
        has_room = wish.value >= terms.minimum
        places = self.places(wish.program, wish.advocate)
        limits = [limit for limit in (terms.code_total, terms.advocate_total) if limit is not None]
        return is_open and in_use and has_room and all(places < limit for limit in limits)

    def is_affordable(self, wish: Wish, terms: Terms, *, kept: bool) -> set[bool]:
        """Tell whether the budget shows a price with the discount; both if it is too near."""
        left = self.left(wish.program)
        if kept or left is None:
            return {True}
        discount = terms.discount(wish.value)
        if terms.friend_percent and abs(left - discount) <= ROUNDING:
            return {True, False}
        return {0 < left >= discount}

    def may(self, wish: Wish, terms: Terms) -> bool:
        """Tell whether this person may use this code."""
        is_new = not terms.new_only or not self.has_ordered(wish.friend)
        is_other = wish.friend != wish.advocate and not self.closes_a_circle(wish)
        return is_new and is_other and not self.has_used(wish.program, wish.friend)

    def spent_by(self, person: str) -> int:
        """Return what a person's orders have used of the credit and kept."""
        orders = [order for order in self.orders if order.person == person]
        return sum(order.credit_used - order.credit_returned for order in orders)

    def earned_by(self, person: str) -> int:
        """Return what a person's rewards in credit are worth together."""
        rows = [row for row in self.referrals if row.advocate == person]
        return sum(row.now.net for row in rows if row.terms.kind == "store_credit")
