"""What the domain is told of a shop's orders, customers and things."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the shop says about an order now. Amounts are in `currency`.

    `value` is the sum of the order's lines after every discount; `returned` how much of that was
    refunded so far, all refunds together and not rounded. `delivered_at` is None while the goods
    are on their way.
    """

    order_id: int
    number: str
    currency: str
    placed_at: datetime
    delivered_at: datetime | None
    is_cancelled: bool
    is_charged_back: bool
    value: Decimal
    returned: Fraction

    @property
    def left(self) -> Fraction:
        """What remains of the order's value, exactly, never below zero."""
        return max(Fraction(self.value) - self.returned, Fraction(0))


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of an order. `net` is what it cost without tax and after every discount.

    `returned` is which part of it came back, from 0 to 1, all refunds together and not rounded.
    """

    line_id: int
    product_id: int | None
    net: Decimal
    returned: Fraction


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """What the shop says about an order's lines now. Amounts are in `currency`.

    Nothing `is_left` of an order that was cancelled or charged back.
    """

    order_id: int
    number: str
    currency: str
    placed_at: datetime
    is_left: bool
    lines: tuple[SoldLine, ...]

    def left_of(self, line_ids: Iterable[int]) -> Fraction:
        """Return what remains of some lines' net value, exactly."""
        wanted = set(line_ids) if self.is_left else set()
        kept = (
            Fraction(row.net) * (1 - row.returned) for row in self.lines if row.line_id in wanted
        )
        return sum(kept, Fraction(0))


@dataclass(frozen=True, slots=True)
class OrderPerson:
    """Who placed an order: what the index of identities needs."""

    order_id: int
    number: str
    email: str
    placed_at: datetime
    was_guest: bool


@dataclass(frozen=True, slots=True)
class BestCustomer:
    """One of the best customers, and the figure that says so: an amount or a number."""

    user_id: int
    email: str
    figure: Decimal


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order of the shop's past, for previews. Amounts are in `currency`.

    `customer` is the same text for all orders of one person, "" if nobody knows who ordered.
    `value` is what the lines cost after every discount, `net` the same without tax, `cost` what
    the goods cost the shop (None unless that is known of every line). `returned` is which part of
    the order came back, from 0 to 1. `shipping` is what the customer paid for that. With an
    `order_id` the rules about orders can be asked about it; see `Shop.purchases`.
    """

    number: str
    customer: str
    has_account: bool
    placed_at: datetime
    currency: str
    value: Decimal
    net: Decimal
    cost: Decimal | None
    returned: Fraction
    is_cancelled: bool
    shipping: Decimal = Decimal("0.00")
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order of somebody who had ordered before, and how we know that it was him."""

    number: str
    placed_at: datetime
    was_guest: bool
    has_same_email: bool

    def __str__(self) -> str:
        day = self.placed_at.date().isoformat()
        who = "guest" if self.was_guest else "account"
        known_by = "same e-mail" if self.has_same_email else "same account"
        return f"order {self.number} of {day}, {who}, {known_by}"


@dataclass(frozen=True, slots=True)
class AccountOrders:
    """What was ordered with an account and not cancelled. `spent` is what the goods cost after
    every discount, in the currency asked for; `first_at` is None if nothing was ordered."""

    count: int
    spent: Decimal
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownThing:
    """A product or a wish list that others may be led to. `key` names it in addresses."""

    key: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person. `context` feeds the templates of `kind`.

    `unsubscription` is the signed word in the address that switches its kind off; "" where nobody
    can do that. `user_id` is None for who has no account; `choices` is then the signed word in the
    address of his choices.
    """

    kind: str
    email: str
    user_id: int | None
    context: dict[str, Any]
    unsubscription: str = ""
    choices: str = ""


class Gives(StrEnum):
    """What a personal voucher gives: an amount off, a product, or the shipping."""

    AMOUNT = "amount"
    PRODUCT = "product"
    SHIPPING = "shipping"
