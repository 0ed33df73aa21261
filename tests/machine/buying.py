"""Rules of the machine: what friends and advocates do in the shop."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll, shape
from oscar_referrals.flows.claim import claim_code
from oscar_referrals.flows.spend import put_credit_into_basket, put_reward_into_basket
from oscar_referrals.models import Account, AccountKind, ClaimSource, Reward, RewardState
from oscar_referrals.models import Referral as RealReferral
from oscar_referrals.models import Reservation as RealReservation
from oscar_referrals.selectors.friends import Friend
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.shop.invitations import forget_facts
from oscar_referrals.test.factories import code_of
from oscar_referrals.test.orders import apply_offers
from tests.machine import world as real
from tests.machine.base import IDENTITIES, ComparingMachine
from tests.machine.reference import Referral, Terms
from tests.machine.reference_shop import ROUNDING, Reservation, Wish

people = st.sampled_from(sorted(real.PEOPLE))
programs = st.sampled_from(real.PROGRAMS)
numbers = st.integers(0, 50)
product = st.integers(0, len(real.PRICES) - 1)
pieces = st.integers(1, 4)
one_kind = st.tuples(product, pieces).map(lambda kind: [kind])
goods = st.lists(st.tuples(product, pieces), min_size=1, max_size=2, unique_by=lambda kind: kind[0])
caps = st.none() | st.integers(2000, 15000)


@dataclass
class AtPayment:
    """A basket whose owner is about to pay."""

    basket: Any
    wish: Wish


class Buying(ComparingMachine):
    """Joining, claiming, reserving, ordering and spending."""

    def __init__(self) -> None:
        super().__init__()
        self.baskets: list[AtPayment] = []

    @rule(program=programs, name=people)
    def join(self, program: str, name: str) -> None:
        """Somebody joins a program, or comes back to it."""
        if name in self.shop.deleted:
            return
        enroll.join(program=real.program_of(program), user=real.user_of(name))
        self.shop.advocates[program, name] = True

    @rule(number=numbers)
    def leave(self, number: int) -> None:
        """An advocate leaves a program."""
        program, name = self.pick(sorted(self.shop.advocates), number)
        enroll.leave(advocate=self.advocate(program, name))
        self.shop.advocates[program, name] = False

    @rule(number=numbers, friend=numbers)
    def claim(self, number: int, friend: int) -> None:
        """A signed-in friend accepts a code."""
        self.claim_for(number, self.somebody_new(friend))

    def claim_for(self, number: int, friend: str) -> None:
        """Let a friend accept a code; it works exactly if the model says so."""
        program, name = self.pick(sorted(self.shop.advocates), number)
        if friend in self.shop.deleted:
            return
        wish = Wish(program, name, friend, is_guest=False, value=0, basket=0)
        terms = self.shop.terms_for(wish) or self.shop.programs[program].terms
        if self.is_unclear(wish, terms):
            return
        wish = Wish(program, name, friend, is_guest=False, value=terms.minimum, basket=0)
        kept = self.shop.kept_for(program, friend) is not None
        may = self.shop.works(wish, terms) and self.shop.may(wish, terms)
        allowed = self.shop.is_affordable(wish, terms, kept=kept) if may else {False}
        user = real.user_of(friend)
        code = code_of(self.advocate(program, name))
        has_claimed = not self.is_refused(
            lambda: claim_code(
                code=code, source=ClaimSource.LINK, friend=Friend(user_id=user.pk, email=user.email)
            )
        )
        assert has_claimed in allowed
        key = (program, name, friend)
        if has_claimed and (key not in self.shop.claims or self.shop.terms_for(wish) is None):
            self.shop.claims[key] = (self.shop.programs[program].terms, self.shop.day)

    @rule(number=numbers, friend=numbers, goods=goods)
    def order(self, number: int, friend: int, goods: list[tuple[int, int]]) -> None:
        """Somebody new, if there is anybody, orders signed in with a code."""
        entry = self.fill(number, self.somebody_new(friend), False, goods)
        if entry is not None:
            self.pay(entry)

    @rule(number=numbers, friend=numbers, alias=st.integers(0, 1), goods=goods)
    def order_as_guest(
        self, number: int, friend: int, alias: int, goods: list[tuple[int, int]]
    ) -> None:
        """Somebody new orders as a guest by one of his addresses."""
        name = self.somebody_new(friend)
        entry = self.fill(number, name, True, goods)
        if entry is not None:
            self.pay(entry, email=real.PEOPLE[name][alias])

    @rule(number=numbers, friend=people, is_guest=st.booleans(), goods=goods)
    def order_again(
        self, number: int, friend: str, is_guest: bool, goods: list[tuple[int, int]]
    ) -> None:
        """Anybody, perhaps the advocate himself or an old customer, orders with a code."""
        entry = self.fill(number, friend, is_guest, goods)
        if entry is not None:
            self.pay(entry, email=real.PEOPLE[friend][1])

    @rule(program=programs, number=numbers, friend=numbers, goods=goods)
    def order_while_paused(
        self, program: str, number: int, friend: int, goods: list[tuple[int, int]]
    ) -> None:
        """The owner stops a program; whoever orders meanwhile gets nothing off."""
        shape.pause(program=real.program_of(program))
        self.shop.programs[program].is_paused = True
        self.order(number, friend, goods)
        shape.start(program=real.program_of(program))
        self.shop.programs[program].is_paused = False

    @rule(number=numbers, friend=numbers, goods=goods)
    def come_to_payment(self, number: int, friend: int, goods: list[tuple[int, int]]) -> None:
        """A signed-in friend comes to the payment page with a new basket."""
        entry = self.fill(number, self.somebody_new(friend), False, goods)
        if entry is not None:
            self.baskets.append(entry)
            self.reserve(entry)

    @precondition(lambda self: self.baskets)
    @rule(number=numbers, code=numbers)
    def come_to_payment_with_another_code(self, number: int, code: int) -> None:
        """The same basket comes to the payment page again, perhaps with another code."""
        entry = self.pick(self.baskets, number)
        program, name = self.pick(sorted(self.shop.advocates), code)
        old = entry.wish
        if old.friend in self.shop.deleted:
            return
        forget_facts(entry.basket)  # It is another request.
        entry.wish = Wish(program, name, old.friend, False, old.value, old.basket)
        entry.basket.vouchers.clear()
        real.put_code_in(entry.basket, self.advocate(program, name))
        self.reserve(entry)

    @precondition(lambda self: self.baskets)
    @rule(number=numbers)
    def pay_later(self, number: int) -> None:
        """A basket from the payment page becomes an order."""
        entry = self.pick(self.baskets, number)
        forget_facts(entry.basket)  # It is another request.
        if entry.wish.friend not in self.shop.deleted and self.pay(entry):
            self.baskets.remove(entry)

    @precondition(lambda self: any(row.now.net for row in self.shop.referrals))
    @rule(number=numbers, goods=one_kind)
    def spend(self, number: int, goods: list[tuple[int, int]]) -> None:
        """A customer orders and uses his credit."""
        rows = [row for row in self.shop.referrals if row.now.net]
        name = self.pick(rows, number).advocate
        credit, __ = self.balances()[name]
        if name in self.shop.deleted or credit == 0:
            return
        basket = real.make_basket(self.world, owner=real.user_of(name), goods=goods)
        account = self.use_credit(basket, name)
        order = real.place(basket)
        used = real.given_by(order, account.voucher_id)
        assert used == min(credit, real.value_of(goods))
        self.note_order(order, person=name, credit_used=used)

    @precondition(lambda self: any(row.now.net for row in self.shop.referrals))
    @rule(name=people, goods=one_kind)
    def use_voucher(self, name: str, goods: list[tuple[int, int]]) -> None:
        """An advocate uses a personal voucher up."""
        if name in self.shop.deleted:
            return
        reward = Reward.objects.filter(
            advocate__identity=IDENTITIES[name], state=RewardState.ISSUED, voucher__isnull=False
        ).first()
        if reward is None:
            return
        basket = real.make_basket(self.world, owner=real.user_of(name), goods=goods)
        assert put_reward_into_basket(reward=reward, basket_id=basket.pk)
        order = real.place(basket)
        given = real.given_by(order, reward.voucher_id)
        assert given == min(real.cents(reward.net), real.value_of(goods))
        reward.refresh_from_db()
        assert (reward.state, real.cents(reward.used)) == (RewardState.USED, given)
        self.note_order(order, person=name)

    @precondition(lambda self: self.shop.referrals)
    @rule(number=numbers)
    def delete_account(self, number: int) -> None:
        """An advocate deletes the account, as long as nothing is kept for a basket of his."""
        name = self.pick(self.shop.referrals, number).advocate
        if name in self.shop.deleted or any(r.person == name for r in self.shop.reservations):
            return
        real.user_of(name).delete()
        self.baskets = [entry for entry in self.baskets if entry.wish.friend != name]
        self.shop.deleted.add(name)
        for key in [key for key in self.shop.claims if key[2] == name]:
            del self.shop.claims[key]

    def somebody_new(self, number: int) -> str:
        """Return a person who has not ordered, if there is one."""
        new = [name for name in real.PEOPLE if not self.shop.has_ordered(name)]
        return self.pick(new or list(real.PEOPLE), number)

    def set_terms(self, program: str, terms: Terms) -> None:
        """Let the owner promise something else."""
        shape.change_terms(program=real.program_of(program), terms=real.fields_of(terms))
        self.shop.programs[program].terms = terms

    def set_cap(self, program: str, cap: int | None) -> None:
        """Let the owner limit the cost, perhaps below what is used."""
        amount = None if cap is None else real.money(cap)
        shape.set_budget(program=real.program_of(program), cap=amount)
        self.shop.programs[program].cap = cap

    def fill(
        self, number: int, friend: str, is_guest: bool, goods: list[tuple[int, int]]
    ) -> AtPayment | None:
        """Return a new basket with goods and a code."""
        program, name = self.pick(sorted(self.shop.advocates), number)
        if friend in self.shop.deleted and not is_guest:
            return None
        owner = None if is_guest else real.user_of(friend)
        basket = real.make_basket(self.world, owner=owner, goods=goods)
        real.put_code_in(basket, self.advocate(program, name))
        value = real.value_of(goods)
        return AtPayment(basket, Wish(program, name, friend, is_guest, value, basket.pk))

    def is_unclear(self, wish: Wish, terms: Terms) -> bool:
        """Tell what the model leaves alone: limits of terms that are history."""
        current = self.shop.programs[wish.program].terms
        limits = ((terms.code_total, current.code_total),)
        limits += ((terms.advocate_total, current.advocate_total),)
        return any(mine is not None and now is None for mine, now in limits)

    def expected(self, wish: Wish, terms: Terms | None) -> set[str]:
        """Return how an order with a code may end: referral, plain or refused."""
        if terms is None or not self.shop.works(wish, terms):
            return {"plain"}
        may = self.shop.may(wish, terms)
        if not may and not wish.is_guest:
            return {"plain"}
        reservation = self.shop.kept_for(wish.program, wish.friend)
        is_shown = self.shop.is_affordable(
            wish, terms, kept=reservation is not None and not wish.is_guest
        )
        outcomes = {"plain"} if False in is_shown else set()
        if True in is_shown:
            outcomes |= self.placed(wish, terms, reservation) if may else {"refused"}
        return outcomes

    def placed(self, wish: Wish, terms: Terms, reservation: Reservation | None) -> set[str]:
        """Return how it ends once the price with the discount was shown."""
        more = terms.discount(wish.value) - (reservation.amount if reservation else 0)
        left = self.shop.left(wish.program)
        if terms.friend_percent and left is not None and abs(left - more) <= ROUNDING:
            return {"referral", "refused"}
        return {"referral"} if self.shop.fits(wish.program, more) else {"refused"}

    def pay(self, entry: AtPayment, *, email: str = "") -> bool:
        """Let a basket become an order; return whether it did."""
        wish = entry.wish
        terms = self.shop.terms_for(wish)
        if terms is not None and self.is_unclear(wish, terms):
            return False
        expected = self.expected(wish, terms)
        try:
            with transaction.atomic():
                order = real.place(entry.basket, email=email)
        except UnableToPlaceOrder:
            assert "refused" in expected, (wish, expected)
            return False
        row = RealReferral.objects.filter(order=order).first()
        assert ("plain" if row is None else "referral") in expected, (wish, expected)
        noted = self.note_order(order, person=wish.friend)
        if row is None:
            assert noted.total == wish.value
        else:
            assert terms is not None
            self.note_referral(row, wish=wish, terms=terms)
        return True

    def note_referral(self, row: RealReferral, *, wish: Wish, terms: Terms) -> None:
        """Write a new referral into the model, with the amounts it must have."""
        order = self.shop.orders[-1]
        base = sum(line.price for line in order.lines)
        discount = real.cents(row.discount)
        tolerance = ROUNDING if terms.friend_percent else 0
        assert abs(discount - terms.discount(wish.value)) <= tolerance
        assert abs(base + discount - wish.value) <= tolerance
        assert real.cents(row.base) == base
        assert row.friend_identity == row.claimed_identity == IDENTITIES[wish.friend]
        reservation = self.shop.kept_for(wish.program, wish.friend)
        held = reservation.amount if reservation else 0
        promise = terms.promise(base)
        if not self.shop.fits(wish.program, discount + promise - held):
            promise = 0
        if reservation:
            self.shop.reservations.remove(reservation)
        if not wish.is_guest:
            self.shop.claims.pop((wish.program, wish.advocate, wish.friend), None)
        self.shop.referrals.append(
            Referral(
                number=row.pk,
                program=wish.program,
                advocate=wish.advocate,
                friend=wish.friend,
                order=order,
                terms=terms,
                base=base,
                discount=discount,
                promise=promise,
                placed_on=self.shop.day,
            )
        )

    def reserve(self, entry: AtPayment) -> None:
        """Reserve what a basket shows, and note what must have been kept."""
        wish = entry.wish
        terms = self.shop.terms_for(wish)
        if terms is not None and self.is_unclear(wish, terms):
            return
        apply_offers(entry.basket)
        given = sum((row["discount"] for row in entry.basket.offer_applications), Decimal(0))
        is_shown = given > 0
        assert ("plain" not in self.expected(wish, terms)) == is_shown or terms.friend_percent
        was_refused = self.is_refused(lambda: reserve_invitation(entry.basket))
        if not is_shown:
            assert not was_refused
            return
        base = real.cents(entry.basket.total_incl_tax)
        # Oscar rounds what is left of a line piece by piece, and the discount by itself.
        tolerance = ROUNDING if terms.friend_percent else 0
        assert abs(base + real.cents(given) - wish.value) <= tolerance
        amount = self.to_keep(wish, terms, discount=real.cents(given), base=base)
        assert was_refused == (amount is None)
        if amount is not None:
            self.keep(wish, amount)

    def to_keep(self, wish: Wish, terms: Terms, *, discount: int, base: int) -> int | None:
        """Return how much must be kept for a basket; None if its owner is refused."""
        other = self.shop.kept_for(wish.program, wish.friend)
        if other and other.basket != wish.basket and other.day == self.shop.day:
            return None
        had = other.amount if other else 0
        for promise in (terms.promise(base), 0):
            if self.shop.fits(wish.program, discount + promise - had):
                return discount + promise
        return None

    def keep(self, wish: Wish, amount: int) -> None:
        """Write a reservation into the model, in place of those it replaces."""
        self.shop.reservations = [
            row
            for row in self.shop.reservations
            if row.basket != wish.basket
            and (row.program, row.person) != (wish.program, wish.friend)
        ]
        row = RealReservation.objects.get(basket=wish.basket)
        assert real.cents(row.amount) == amount
        self.shop.reservations.append(
            Reservation(wish.program, wish.friend, wish.basket, amount, self.shop.day)
        )

    def use_credit(self, basket: Any, name: str) -> Account:
        """Put a customer's credit into a basket."""
        account = Account.objects.get(
            kind=AccountKind.CREDIT, holder=f"identity:{IDENTITIES[name]}"
        )
        assert put_credit_into_basket(account=account, basket_id=basket.pk)
        account.refresh_from_db()
        return account

    def is_refused(self, action: Any) -> bool:
        """Do something; tell whether it was refused, and then nothing was written."""
        try:
            with transaction.atomic():
                action()
        except Refused:
            return True
        return False
