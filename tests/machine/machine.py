"""The machine: everything that can happen to referrals, in any order."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from oscar.core.loading import get_model

from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import review
from oscar_referrals.flows.refund import record_chargeback, record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral as RealReferral
from tests.machine import world as real
from tests.machine.buying import Buying, caps, goods, numbers, programs
from tests.machine.reference import PROMISED, Order, Referral, State, Terms

TERMS = (
    Terms(),
    Terms(friend_percent=15, reward_percent=7, reward_cap=999, minimum=4000),
    Terms(clawback="full", recovery="write_off", hold_days=7),
    Terms(clawback="none", kind="voucher", reward_value=1234),
    Terms(code_total=2, advocate_total=2, recovery="write_off"),
    Terms(friend_value=37, reward_value=333, minimum=0, advocate_limit=1, frees=False),
    Terms(new_only=False, reward_percent=33, claim_days=5, code_total=1),
)
first_orders = st.lists(st.tuples(numbers, numbers, goods), min_size=1, max_size=4)
WAITING = {State.PENDING, State.HELD}


class ReferralMachine(Buying):
    """Orders change, staff decide, owners shape, time passes and due work is done."""

    def __init__(self) -> None:
        super().__init__()
        self.refunds: list[tuple[Order, dict[str, Any]]] = []

    @initialize(
        terms=st.tuples(numbers, numbers),
        cap=caps,
        orders=first_orders,
        are_home=st.booleans(),
    )
    def begin(
        self, terms: tuple[int, int], cap: int | None, orders: list[Any], are_home: bool
    ) -> None:
        """Two programs have their terms, some friends have ordered, perhaps a while ago."""
        for program, number in zip(real.PROGRAMS, terms, strict=True):
            self.set_terms(program, self.pick(TERMS, number))
        self.set_cap(real.PROGRAMS[0], cap)
        for number, friend, chosen in orders:
            self.order(number, friend, chosen)
        if are_home:
            for referral in self.shop.referrals:
                self.set_status(referral.order, "Delivered")
            self.wait(14)

    @precondition(lambda self: self.shop.orders)
    @rule(number=numbers, status=st.sampled_from(["Delivered", "Cancelled", "Refunded"]))
    def change_status(self, number: int, status: str) -> None:
        """An order is delivered or cancelled, or somebody changes his mind."""
        self.set_status(self.an_order(number), status)

    def set_status(self, order: Order, status: str) -> None:
        """Give an order a status today."""
        real.change_status(self.row_of(order), status)
        order.status = status
        if status == "Delivered" and order.delivered_on is None:
            order.delivered_on = self.shop.day
        self.touch(order)

    @precondition(lambda self: self.shop.orders)
    @rule(number=numbers, line=numbers, pieces=st.integers(1, 3))
    def refund_pieces(self, number: int, line: int, pieces: int) -> None:
        """Some pieces of a line come back, perhaps more than were bought."""
        order = self.an_order(number)
        chosen = self.pick(order.lines, line)
        self.refund(order, amount=real.money(pieces), lines={chosen.number: pieces})
        chosen.returned += pieces
        self.touch(order)

    @precondition(lambda self: self.shop.orders)
    @rule(number=numbers, cents=st.integers(1, 9000))
    def refund_amount(self, number: int, cents: int) -> None:
        """An amount is refunded, without a word for what."""
        order = self.an_order(number)
        self.refund(order, amount=real.money(cents), lines=None)
        order.unnamed += cents
        self.touch(order)

    @precondition(lambda self: self.refunds)
    @rule(number=numbers)
    def report_again(self, number: int) -> None:
        """A refund is reported once more."""
        order, refund = self.pick(self.refunds, number)
        record_refund(order=self.row_of(order), **refund)

    @precondition(lambda self: self.shop.orders)
    @rule(number=numbers)
    def charge_back(self, number: int) -> None:
        """The friend's bank takes the payment back."""
        order = self.an_order(number)
        record_chargeback(order=self.row_of(order), reference="bank")
        if not order.charged_back:
            order.charged_back = True
            order.unnamed += order.total
        self.touch(order)

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def accept(self, number: int) -> None:
        """Staff let a referral go on."""
        referral = self.pick(self.shop.referrals, number)
        promise = referral.promise or referral.terms.promise(referral.base)
        more = promise - referral.promise
        may = referral.now.state == State.REVIEW and self.shop.fits(referral.program, more)
        if self.decide(referral, review.accept, may=may):
            referral.promise = promise
            referral.now = replace(referral.now, state=State.HELD)

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def reject(self, number: int) -> None:
        """Staff end a referral."""
        referral = self.pick(self.shop.referrals, number)
        state = referral.now.state
        may = state not in (State.REWARDED, State.CLAWED_BACK)
        if self.decide(referral, review.reject, may=may) and state != State.VOIDED:
            referral.now = replace(referral.now, state=State.VOIDED)
            referral.rejected = True

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def reopen(self, number: int) -> None:
        """Staff change their mind."""
        referral = self.pick(self.shop.referrals, number)
        is_rejected = referral.now.state == State.VOIDED and referral.rejected
        may = is_rejected and not referral.now.undone
        may = may and self.shop.fits(referral.program, referral.promise)
        if self.decide(referral, review.reopen, may=may):
            referral.now = replace(referral.now, state=State.REVIEW)
            referral.rejected = False

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def send_to_review(self, number: int) -> None:
        """Staff stop a referral to look at it."""
        referral = self.pick(self.shop.referrals, number)
        if self.decide(referral, review.send_to_review, may=referral.now.state in WAITING):
            referral.now = replace(referral.now, state=State.REVIEW)

    @rule(program=programs, number=numbers)
    def change_terms(self, program: str, number: int) -> None:
        """The owner promises something else."""
        self.set_terms(program, self.pick(TERMS, number))

    @rule(program=programs, cap=caps)
    def change_budget(self, program: str, cap: int | None) -> None:
        """The owner limits the cost."""
        self.set_cap(program, cap)

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def bring_home(self, number: int) -> None:
        """A friend's order arrives and the return time ends."""
        waiting = [row for row in self.shop.referrals if row.now.state in PROMISED]
        referral = self.pick(waiting or self.shop.referrals, number)
        self.set_status(referral.order, "Delivered")
        self.wait(referral.terms.hold_days)

    @rule(days=st.sampled_from([1, 7, 14]))
    def wait(self, days: int) -> None:
        """Time passes, and then due work is done."""
        self.pass_days(days)
        self.work()

    def pass_days(self, days: int) -> None:
        """Move the clock; nobody works meanwhile."""
        self.shop.day += days
        real.set_day(self.shop.day)

    @rule()
    def work(self) -> None:
        """All due work is done."""
        self.remember_people()
        run_round()
        self.follow(is_finished=True)

    @rule(limit=st.integers(1, 4))
    def work_a_little(self, limit: int) -> None:
        """Some due work is done, then the worker stops."""
        self.remember_people()
        run_due(limit=limit)
        self.follow(is_finished=False)

    def refund(self, order: Order, **refund: Any) -> None:
        """Report a new refund."""
        refund["reference"] = f"refund {len(self.refunds)}"
        record_refund(order=self.row_of(order), **refund)
        self.refunds.append((order, refund))

    def an_order(self, number: int) -> Order:
        """Return an order that something hangs on, if there is one."""
        followed = [row.order for row in self.shop.referrals]
        followed += [order for order in self.shop.orders if order.credit_used]
        chosen: Order = self.pick(followed or self.shop.orders, number)
        return chosen

    def touch(self, order: Order) -> None:
        """Note that due work will look at an order's referral."""
        for referral in self.shop.referrals:
            if referral.order is order:
                referral.touched = True

    def decide(self, referral: Referral, decision: Any, *, may: bool) -> bool:
        """Let staff decide; it must be possible exactly if the model says so."""
        row = RealReferral.objects.get(pk=referral.number)
        try:
            with transaction.atomic():
                decision(referral=row, actor=self.world.staff)
        except (ForbiddenMove, Refused):
            assert not may, referral
            return False
        assert may, referral
        return True

    def row_of(self, order: Order) -> Any:
        """Return the real order."""
        return get_model("order", "Order").objects.get(pk=order.number)
