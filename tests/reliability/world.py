"""A shop with a program, advocates, and friends with full baskets."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection, transaction
from django.test import RequestFactory
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_class, get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.clock import database_now
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, Program, Reservation, Work
from oscar_referrals.shop.checkout import ReserveBeforePaymentMixin
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_product
from tests.reliability.crowd import at_once, errors_in

DISCOUNT = PROMISE = Decimal("10.00")
COST = DISCOUNT + PROMISE
TRY_AGAIN = "Please try again."
_numbers: Iterator[int] = count(1)


def open_program(**fields: Any) -> Program:
    """Return a live program: 10.00 off for the friend, 10.00 for the advocate, no waiting time.

    Friends need not be new: a program says by itself that each of them comes once.
    """
    return ProgramFactory(**{"hold_days": 0, "new_customers_only": False} | fields)


def join(program: Program, *, number: int) -> list[Advocate]:
    """Return new advocates of a program."""
    return [AdvocateFactory(program=program) for _ in range(number)]


def friend_emails(number: int) -> list[str]:
    """Return addresses that nobody has used yet."""
    return [f"friend{next(_numbers)}@example.com" for _ in range(number)]


def fill_baskets(advocates: list[Advocate], *, owners: Sequence[Any]) -> list[Any]:
    """Return a basket of 50.00 for each owner (None is a guest), with the codes in turn."""
    vouchers = [code_of(advocate).voucher_id for advocate in advocates]
    product = make_product(price="25.00")
    return [
        fill_basket(product, vouchers[turn % len(vouchers)], owner=owner)
        for turn, owner in enumerate(owners)
    ]


def fill_basket(product: Any, voucher_id: int, *, owner: Any = None, quantity: int = 2) -> Any:
    """Return an open basket with one kind of product and one voucher in it."""
    basket = get_model("basket", "Basket").objects.create(owner=owner)
    basket.strategy = get_class("partner.strategy", "Default")()
    basket.add_product(product, quantity)
    basket.vouchers.add(voucher_id)
    return basket


def price(basket: Any) -> bool:
    """Price a basket as every page does; tell whether the invitation takes something off."""
    apply_offers(basket)
    return bool(basket.offer_applications.offers)


class Till:
    """The part of Oscar's payment view that takes the money and places the order."""

    def __init__(self, email: str) -> None:
        self.request: Any = RequestFactory().post("/")
        self.request._messages = CookieStorage(self.request)
        self.email = email
        self.charges = 0

    def submit(self, user: Any, basket: Any) -> Any:
        """Charge the card and place the order. Raises UnableToPlaceOrder."""
        self.charges += 1
        self.place_order(user, basket)

    def place_order(self, user: Any, basket: Any) -> Any:
        """Place the order."""
        fields = {} if basket.owner_id else {"guest_email": self.email}
        return oscar_factories.create_order(basket=basket, user=user, **fields)


class CarefulTill(ReserveBeforePaymentMixin, Till):
    """The same with our mixin, which reserves before it charges."""


class PoliteTill(CarefulTill):
    """Charges first, so that the order alone decides; only the sentences are the mixin's."""

    def submit(self, user: Any, basket: Any) -> Any:
        """Charge the card and place the order. Raises UnableToPlaceOrder."""
        return Till.submit(self, user, basket)


def place(basket: Any, till: Till) -> str:
    """Pay for a priced basket as the checkout's view does; return why there is no order, or "".

    With ATOMIC_REQUESTS all of it is in the view's own transaction, which has read something
    before and survives the refusal.
    """
    with transaction.atomic() if connection.settings_dict["ATOMIC_REQUESTS"] else nullcontext():
        get_model("basket", "Basket").objects.get(pk=basket.pk)
        try:
            answer = till.submit(basket.owner or AnonymousUser(), basket)
        except UnableToPlaceOrder as refusal:
            return str(refusal)
        return "" if answer is None else str([*get_messages(till.request)][-1])


def buy(basket: Any, till: Till) -> str:
    """Place the order of a priced basket; whoever is asked to try again does so.

    Return "placed", "refused" or, if the page shows that nothing comes off, "told".
    """
    while basket.offer_applications.offers:
        refusal = place(basket, till)
        if not refusal:
            return "placed"
        if TRY_AGAIN not in refusal:
            return "refused"
        price(basket)
    return "told"


def refer_friends(advocates: list[Advocate], *, emails: list[str], quantity: int = 2) -> list[Any]:
    """Let guests with these addresses order, with the codes in turn; return the orders."""
    product = make_product(price="25.00")
    vouchers = [code_of(advocate).voucher_id for advocate in advocates]
    orders = []
    for turn, email in enumerate(emails):
        basket = fill_basket(product, vouchers[turn % len(vouchers)], quantity=quantity)
        price(basket)
        orders.append(PoliteTill(email).place_order(AnonymousUser(), basket))
    return orders


def work_together(*, threads: int = 4) -> list[str]:
    """Let several workers do what is due at the same time; return what went wrong."""
    return errors_in(at_once(lambda number, _meet: run_due(), range(threads), threads=threads))


def end_reservations(program: Program) -> None:
    """Let the twenty minutes of every reservation be over."""
    past = database_now() - timedelta(seconds=1)
    reservations = Reservation.objects.filter(program=program)
    pks = list(reservations.values_list("pk", flat=True))
    reservations.update(expires_at=past)
    Work.objects.filter(kind="end_reservation", subject__in=pks).update(due_at=past)
    run_due()
