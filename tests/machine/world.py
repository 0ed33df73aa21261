"""The real shop, as the machine handles it: people, goods, programs and what they do."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.clock import OFFSET_VARIABLE, page_now
from oscar_referrals.flows import enroll
from oscar_referrals.flows.index import index_orders
from oscar_referrals.models import Account, AccountKind, Advocate, Budget, Entry, Program
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_product
from tests.machine.reference import Line, Terms

#: Everybody has one mailbox with several addresses. The first is the account's.
PEOPLE = {
    "anna": ("anna.lee@gmail.com", "annalee+shop@googlemail.com"),
    "ben": ("ben@icloud.com", "ben+coffee@me.com"),
    "carl": ("carl@example.com", "CARL@example.com"),
    "dora": ("dora@outlook.com", "dora+1@outlook.com"),
    "emil": ("emil@example.org", "emil@example.org"),
    "fay": ("fay@proton.me", "f.a.y@pm.me"),
    "gus": ("gus@example.net", " GUS@example.net"),
}
ADVOCATES = ("anna", "ben")
PRICES = ("0.07", "12.34", "25.00", "33.33", "61.17")
PROGRAMS = ("spring", "autumn")


@dataclass
class World:
    """What is there before the machine starts."""

    programs: dict[str, Program] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    products: list[Any] = field(default_factory=list)
    staff: Any = None


def make_world() -> World:
    """Make people, goods and two live programs without any limit."""
    world = World(staff=CustomerFactory(username="staff"))
    for name in PROGRAMS:
        program = ProgramFactory(name=name, slug=name, **fields_of(Terms()))
        world.programs[name] = program
    for name, addresses in PEOPLE.items():
        world.users[name] = CustomerFactory(username=name, email=addresses[0])
    for program in world.programs.values():
        for name in ADVOCATES:
            enroll.join(program=program, user=world.users[name])
    world.products = [make_product(price=price) for price in PRICES]
    return world


def fields_of(terms: Terms) -> dict[str, Any]:
    """Return terms as the fields of the real ones."""
    percent, cents = terms.friend_percent, terms.friend_value
    reward_percent = terms.reward_percent
    return {
        "currency": "EUR",
        "friend_benefit": "percentage" if percent else "amount",
        "friend_value": Decimal(percent) if percent else money(cents),
        "minimum": money(terms.minimum),
        "reward_shape": "percentage" if reward_percent else "fixed",
        "reward_value": Decimal(reward_percent) if reward_percent else money(terms.reward_value),
        "reward_cap": None if terms.reward_cap is None else money(terms.reward_cap),
        "reward_kind": terms.kind,
        "clawback": terms.clawback,
        "recovery": terms.recovery,
        "hold_days": terms.hold_days,
        "claim_days": terms.claim_days,
        "advocate_limit": terms.advocate_limit,
        "code_total": terms.code_total,
        "advocate_total": terms.advocate_total,
        "frees_cancelled_friend": terms.frees,
        "new_customers_only": terms.new_only,
    }


def money(cents: int) -> Decimal:
    """Return cents as an amount."""
    return Decimal(cents) / 100


def cents(amount: Decimal) -> int:
    """Return an amount as cents; it has no fractions of them."""
    whole = int(amount * 100)
    assert whole == amount * 100, amount
    return whole


@contextmanager
def clock() -> Iterator[None]:
    """Bring the clock back to today afterwards."""
    before = os.environ.pop(OFFSET_VARIABLE, None)
    try:
        yield
    finally:
        os.environ.pop(OFFSET_VARIABLE, None)
        if before is not None:
            os.environ[OFFSET_VARIABLE] = before


def set_day(day: int) -> None:
    """Move the clock to so many days from today."""
    os.environ[OFFSET_VARIABLE] = str(day)


def user_of(name: str) -> Any:
    """Return a person's account."""
    return get_user_model().objects.get(username=name)


def advocate_of(program: str, name: str) -> Advocate:
    """Return a person's part in a program."""
    return Advocate.objects.get(program__slug=program, user__username=name)


def make_basket(world: World, *, owner: Any, goods: list[tuple[int, int]]) -> Any:
    """Return a basket with so many pieces of some products, by their place in the list."""
    basket = get_model("basket", "Basket").objects.create(owner=owner)
    basket.strategy = get_class("partner.strategy", "Default")()
    for product, pieces in goods:
        basket.add_product(world.products[product], pieces)
    return basket


def value_of(goods: list[tuple[int, int]]) -> int:
    """Return what goods cost, in cents."""
    return sum(cents(Decimal(PRICES[product])) * pieces for product, pieces in goods)


def put_code_in(basket: Any, advocate: Advocate) -> None:
    """Put an advocate's voucher into a basket."""
    basket.vouchers.add(code_of(advocate).voucher_id)


def place(basket: Any, *, email: str = "") -> Any:
    """Price a basket and place its order today, as the clock says; let the index know it."""
    apply_offers(basket)
    fields = {} if basket.owner_id else {"guest_email": email}
    order = oscar_factories.create_order(
        basket=basket,
        user=basket.owner or AnonymousUser(),
        date_placed=page_now(),
        **fields,
    )
    basket.submit()
    index_orders()
    return order


def change_status(order: Any, status: str) -> None:
    """Give an order a status today, as the clock says."""
    old_status = order.status
    order.status = status
    order.save(update_fields=["status"])
    change = order.status_changes.create(old_status=old_status, new_status=status)
    order.status_changes.filter(pk=change.pk).update(date_created=page_now())


def given_by(order: Any, voucher_id: int | None) -> int:
    """Return what a voucher gave in an order, in cents."""
    if voucher_id is None:
        return 0
    amounts = order.discounts.filter(voucher_id=voucher_id).values_list("amount", flat=True)
    return cents(sum(amounts, Decimal(0)))


def balances() -> dict[tuple[str, str], int]:
    """Return what everybody has, in cents: kind and identity to balance."""
    rows = Account.objects.values_list("kind", "holder", "balance")
    return {
        (kind, holder.removeprefix("identity:")): cents(balance) for kind, holder, balance in rows
    }


def written_off() -> Counter[str]:
    """Return what the shop has given up to get back, as negative cents: identity to amount."""
    entries = Entry.objects.filter(account__kind=AccountKind.WRITTEN_OFF)
    amounts: Counter[str] = Counter()
    for identity, amount in entries.values_list("transfer__reward__advocate__identity", "amount"):
        amounts[identity] += cents(amount)
    return amounts


def budget_of(program: str) -> tuple[int, int]:
    """Return what a budget has reserved and committed, in cents."""
    budget = Budget.objects.get(program__slug=program)
    return cents(budget.reserved), cents(budget.committed)


def line_of(number: int, pieces: int, price: Decimal) -> Line:
    """Return an order's line as the model knows it."""
    return Line(number=number, pieces=pieces, price=cents(price))


def returned_in(order_id: int) -> int:
    """Return how much credit an order has given back, in cents."""
    entries = Entry.objects.filter(
        account__kind=AccountKind.CREDIT,
        transfer__order_id=order_id,
        transfer__key__startswith="return:",
    )
    return cents(sum((entry.amount for entry in entries), Decimal(0)))


def program_of(name: str) -> Program:
    """Return a program as it is now."""
    return Program.objects.get(slug=name)
