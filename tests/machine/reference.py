"""What must happen to a referral, in plain Python and whole cents, without the code under test."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction


class State(StrEnum):
    """Where a referral stands."""

    PENDING = "pending"
    HELD = "held"
    REVIEW = "review"
    APPROVED = "approved"
    REWARDED = "rewarded"
    VOIDED = "voided"
    CLAWED_BACK = "clawed_back"


PROMISED = {State.PENDING, State.HELD, State.REVIEW, State.APPROVED}
ENDED = {State.VOIDED, State.CLAWED_BACK}
CANCELLED = {"Cancelled", "Refunded"}


@dataclass(frozen=True)
class Terms:
    """What a program promises. Amounts are cents, percentages whole numbers."""

    friend_value: int = 1000
    friend_percent: int = 0
    minimum: int = 2000
    reward_value: int = 1000
    reward_percent: int = 0
    reward_cap: int | None = None
    kind: str = "store_credit"
    clawback: str = "proportional"
    recovery: str = "receivable"
    hold_days: int = 14
    claim_days: int = 30
    advocate_limit: int = 100
    code_total: int | None = None
    advocate_total: int | None = None
    frees: bool = True
    new_only: bool = True

    def discount(self, value: int) -> int:
        """Return what the friend saves on an order of that value."""
        return value * self.friend_percent // 100 or min(self.friend_value, value)

    def promise(self, base: int) -> int:
        """Return what the advocate gets if all of the order is kept."""
        amount = base * self.reward_percent // 100 if self.reward_percent else self.reward_value
        return amount if self.reward_cap is None else min(amount, self.reward_cap)


@dataclass
class Line:
    """One line of an order: what all its pieces cost together, and how many came back."""

    number: int
    pieces: int
    price: int
    returned: int = 0

    @property
    def share(self) -> Fraction:
        """Which part of the line came back."""
        return Fraction(min(self.returned, self.pieces), self.pieces)


@dataclass
class Order:
    """An order and all that was ever refunded of it."""

    number: int
    person: str
    total: int
    lines: list[Line]
    status: str = "Pending"
    delivered_on: int | None = None
    unnamed: int = 0
    charged_back: bool = False
    credit_used: int = 0
    credit_returned: int = 0

    @property
    def is_cancelled(self) -> bool:
        """Whether it never came to be."""
        return self.status in CANCELLED

    @property
    def unnamed_share(self) -> Fraction:
        """Which part of the total came back without a word for what."""
        return min(Fraction(self.unnamed, self.total), Fraction(1)) if self.total else Fraction(0)

    @property
    def left(self) -> Fraction:
        """What remains of the lines' value."""
        value = sum(line.price for line in self.lines)
        returned = sum(line.price * line.share for line in self.lines) + value * self.unnamed_share
        return max(value - returned, Fraction(0))

    @property
    def credit_due(self) -> int:
        """How much of the credit it was paid with has to be given back. One line only."""
        if self.is_cancelled or self.charged_back:
            return self.credit_used
        share = min(self.lines[0].share + self.unnamed_share, Fraction(1))
        return int(self.credit_used * share)


@dataclass(frozen=True)
class Situation:
    """Where a referral stands and what its reward is worth."""

    state: State = State.PENDING
    granted: int = 0
    clawed: int = 0
    undone: bool = False

    @property
    def net(self) -> int:
        """What the advocate keeps."""
        return self.granted - self.clawed


@dataclass
class Referral:
    """A referral, its order, and what may become of it."""

    number: int
    program: str
    advocate: str
    friend: str
    order: Order
    terms: Terms
    base: int
    discount: int
    promise: int
    placed_on: int
    now: Situation = field(default_factory=Situation)
    rejected: bool = False
    touched: bool = False

    @property
    def target(self) -> int:
        """What the advocate deserves for what is left of the order."""
        order, left = self.order, self.order.left
        if order.is_cancelled or order.charged_back or left <= 0 or self.base <= 0:
            return 0
        share = min(left / self.base, Fraction(1))
        if share < 1 and share * (self.base + self.discount) < self.terms.minimum:
            return 0
        promise = self.promise or self.terms.promise(self.base)
        if self.terms.clawback == "none" or share == 1:
            return promise
        return 0 if self.terms.clawback == "full" else int(promise * share)

    def is_due(self, day: int) -> bool:
        """Whether the return time has ended."""
        delivered_on = self.order.delivered_on
        return delivered_on is not None and delivered_on + self.terms.hold_days <= day

    def next_situations(
        self, now: Situation, *, day: int, ownerless: bool, reviews: set[bool]
    ) -> tuple[set[Situation], bool]:
        """Return what may come next, and whether due work must not stop before it."""
        is_lost = self.target == 0 or ownerless
        voided = replace(now, state=State.VOIDED, undone=self.order.is_cancelled)
        if now.state == State.PENDING:
            return self._screened(now, voided, reviews), True
        if now.state == State.HELD and is_lost:
            return {voided}, self.touched or self.is_due(day)
        if now.state == State.HELD and self.is_due(day):
            return {replace(now, state=State.APPROVED)}, True
        if now.state == State.REVIEW and is_lost and self.touched:
            return {voided}, True
        if now.state == State.APPROVED:
            rewarded = replace(now, state=State.REWARDED, granted=self.target)
            return {voided if is_lost else rewarded}, True
        if now.state == State.REWARDED and now.net > self.target:
            return {self._clawed(now)}, self.touched
        if now.state in ENDED and self.order.is_cancelled and not now.undone:
            return {replace(now, undone=True)}, self.touched
        return set(), False

    def _screened(self, now: Situation, voided: Situation, reviews: set[bool]) -> set[Situation]:
        if self.target == 0:
            return {voided}
        if self.promise == 0:
            reviews = {True}
        after = {True: State.REVIEW, False: State.HELD}
        return {replace(now, state=after[is_reviewed]) for is_reviewed in reviews}

    def _clawed(self, now: Situation) -> Situation:
        clawed = replace(now, clawed=now.granted - self.target)
        if clawed.net:
            return clawed
        return replace(clawed, state=State.CLAWED_BACK, undone=self.order.is_cancelled)

    def can_become(self, wanted: Situation, *, is_finished: bool, **facts: object) -> bool:
        """Whether due work may have brought it there, and, if finished, may have stopped there."""
        seen, waiting = set(), [self.now]
        while waiting:
            now = waiting.pop()
            seen.add(now)
            following, is_mandatory = self.next_situations(now, **facts)  # type: ignore[arg-type]
            if now == wanted:
                return not (is_finished and is_mandatory)
            waiting += following - seen
        return False
