"""What the domain needs from a shop, as questions. The shop's side registers the answers at start.

The domain never imports the shop; it calls `shop()` and gets the object that `register_shop` was
given (for Oscar: `oscar_referrals.shop.adapter.OscarShop`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from django.db.models import Q

    from oscar_referrals.eligibility import PurchaseFacts
    from oscar_referrals.models import Account, Advocate, Code, Pledge, Program, Reward


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
    the order came back, from 0 to 1.
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
class Message:
    """One message to one person. `context` feeds the templates of `kind`."""

    kind: str
    email: str
    user_id: int | None
    context: dict[str, Any]


class Gives(StrEnum):
    """What a personal voucher gives: an amount off, a product, or the shipping."""

    AMOUNT = "amount"
    PRODUCT = "product"
    SHIPPING = "shipping"


class Shop(Protocol):
    """The questions. Every answer is read fresh; nothing here caches."""

    def create_program_offer(self, program: "Program") -> None:
        """Make the program's one offer and its voucher set, and link them to the program."""

    def create_code_voucher(self, code: "Code") -> int:
        """Make the voucher that is this code and return its primary key."""

    def create_reward_voucher(
        self, reward: "Reward", *, text: str, gives: Gives = Gives.AMOUNT
    ) -> int:
        """Make the personal voucher of a reward and return its primary key.

        `reward.granted` limits what it ever gives; the product is `reward.options["product"]`.
        """

    def create_credit_voucher(self, account: "Account", *, text: str) -> int:
        """Make the personal voucher that spends an account's credit; return its primary key."""

    def put_voucher_into_basket(self, *, basket_id: int, voucher_id: int) -> bool:
        """Put a voucher into an open basket; False if the basket cannot take it."""

    def put_product_into_basket(self, *, basket_id: int, product: str) -> bool:
        """Put one piece of a product, named by its UPC, into an open basket unless it is there.

        False if it cannot be bought now, or not together with what is in the basket.
        """

    def take_vouchers_out_of_basket(self, *, basket_id: int, voucher_ids: list[int]) -> None:
        """Remove vouchers from a basket."""

    def order_facts(self, order_ids: Iterable[int | None]) -> Mapping[int, OrderFacts]:
        """What is known of orders now, by primary key; orders the shop no longer has are left out.

        A fixed number of queries, however many orders.
        """

    def orders_to_count(self, pledge: "Pledge", *, limit: int) -> list[int]:
        """The oldest orders in a pledge's window that have no donation yet, at most `limit`.

        Only those in the pledge's currency and, if it asks for it, with the partner's code.
        """

    def sold_orders(self, order_ids: Iterable[int | None]) -> Mapping[int, SoldOrder]:
        """What is known of orders' lines now, by primary key; orders that are gone are left out.

        A fixed number of queries, however many orders.
        """

    def best_customers(
        self, *, by_spend: bool, currency: str, since: datetime, limit: int
    ) -> list[BestCustomer]:
        """Active accounts with the highest spend, less refunds, or else the most orders.

        Only orders in the currency since then, none that was cancelled; the best come first.
        """

    def record_known_refunds(self, order_ids: Sequence[int]) -> None:
        """Record the refunds that the shop's own rows tell of these orders, each once."""

    def newer_order(
        self, *, after: int, user_id: int | None, email: str, except_order_id: int | None
    ) -> KnownOrder | None:
        """An order of an account, or one above `after` with an e-mail address; None if none is.

        Cancelled orders and the one that is being placed do not count.
        """

    def past_order_numbers(
        self,
        *,
        user_id: int | None,
        email: str,
        identities: Sequence[str],
        except_order_id: int | None,
    ) -> frozenset[str]:
        """The numbers of all orders of a person, found in the same way."""

    def account_orders(self, *, user_id: int | None, currency: str) -> AccountOrders:
        """What was ordered with an account; nothing for a guest. One query."""

    def groups_of(self, user_id: int | None) -> frozenset[str]:
        """The names of an account's groups; none for a guest. One query."""

    def accounts_with_orders(self, number: int, *, placed_until: datetime | None = None) -> "Q":
        """The condition under which an account has ordered so often by then; see account_orders."""

    def accounts_with_spending(self, amount: Decimal, *, currency: str) -> "Q":
        """The condition under which an account has spent so much; see account_orders."""

    def accounts_in_groups(self, names: Sequence[str]) -> "Q":
        """The condition under which an account is in one of the groups of these names."""

    def products_among(
        self, *, kind: str, keys: Sequence[str], product_ids: Iterable[int]
    ) -> frozenset[int]:
        """Which products belong to things of the shop: kind "range" or "category", with keys as
        `list_things` gives them. A category has the products of those below it as well.
        """

    def purchases(self, order_ids: Iterable[int | None]) -> "Mapping[int, PurchaseFacts]":
        """Orders as they are now, for the rules about what order counts, by primary key.

        A fixed number of queries, however many orders.
        """

    def orders_to_index(self, *, limit: int, after: int) -> list[OrderPerson]:
        """The oldest orders that the index does not know yet, at most `limit`.

        Only those with a primary key above `after`, in that order.
        """

    def past_orders(self) -> Iterator[PastOrder]:
        """All orders, customer by customer, each customer's from the oldest to the newest.

        Read bit by bit: the memory needed does not grow with the number of orders.
        """

    def is_basket_in_use(self, basket_id: int) -> bool:
        """Whether a basket may still become an order: open, or at the payment page."""

    def credit_to_return(self, *, order_id: int, voucher_id: int) -> Decimal | None:
        """How much of what a credit voucher paid belongs to returned goods, all refunds together.

        In the order's currency. None means all of it: the order is gone or was cancelled.
        """

    def list_things(self, kind: str) -> Mapping[str, str]:
        """What of the shop a rule or a reward can name: key to name, in the order of the names.

        Kinds are "range" (key: slug), "category" (full slug), "product" (UPC), "country" (ISO
        code), "group" (name), "site" (domain) and "code_list" (short name). Raises UnknownName for
        another kind.
        """

    def name_thing(self, kind: str, *, key: str) -> str:
        """The name of one thing of the shop, "" if it is gone. One query; see `list_things`."""

    def order_contact(self, order_id: int) -> tuple[str, int | None]:
        """E-mail address and account of the person who ordered."""

    def send(self, message: Message) -> None:
        """Send a message now. Raises whatever the mail system raises."""

    def share_url(self, code: "Code") -> str:
        """The short absolute address an advocate shares."""

    def account_url(self, advocate: "Advocate") -> str:
        """The absolute address of the page where an advocate sees friends and rewards."""

    def payout_url(self) -> str:
        """The absolute address of the page where a customer says where money shall go."""

    def code_lists_url(self) -> str:
        """The absolute address of the staff's page of code lists."""


_registered: list[Shop] = []


def register_shop(answers: Shop) -> None:
    """Register the shop's answers; the last one registered counts."""
    _registered[:] = [answers]


def shop() -> Shop:
    """Return the registered shop. Raises ImproperlyConfigured if there is none."""
    if not _registered:
        raise ImproperlyConfigured("No shop is registered: add 'oscar_referrals' to INSTALLED_APPS")
    return _registered[0]
