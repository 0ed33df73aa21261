"""What the domain needs from a shop, as questions. The shop's side registers the answers at start.

The domain never imports the shop; it calls `shop()` and gets the object that `register_shop` was
given (for Oscar: `oscar_referrals.shop.adapter.OscarShop`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured

from oscar_referrals.ports.facts import (
    AccountOrders,
    BestCustomer,
    Gives,
    KnownOrder,
    Message,
    OrderFacts,
    OrderPerson,
    PastOrder,
    ShownThing,
    SoldOrder,
)

if TYPE_CHECKING:
    from django.db.models import Q

    from oscar_referrals.eligibility import PurchaseFacts
    from oscar_referrals.models import (
        Account,
        Code,
        GuestLink,
        Pledge,
        Program,
        Reward,
    )


class Shop(Protocol):
    """The questions. Every answer is read fresh; nothing here caches."""

    def create_program_offer(self, program: "Program") -> None:
        """Make the program's one offer and its voucher set, and link them to the program."""

    def create_code_voucher(self, code: "Code") -> int:
        """Make the voucher that is this code and return its primary key."""

    def create_code_vouchers(
        self, program: "Program", *, texts: Sequence[str]
    ) -> Mapping[str, int]:
        """Make the vouchers that are a program's codes of these texts; their keys, by text.

        Raises IntegrityError if there is a voucher of one of the texts. Few queries, however many.
        """

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

    def accounts_with_reviews(self, score: int) -> "Q":
        """The condition under which an account has published a review with so many stars."""

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
        code), "group" (name), "site" (domain), "code_list" and "partner" (short names; only the
        partners that take part). Raises UnknownName for another kind.
        """

    def currencies(self) -> list[str]:
        """The currencies in which the shop has prices, its usual one first. One query."""

    def product_price(self, product: str, *, currency: str) -> Decimal | None:
        """What a product, named by its UPC, costs everybody now; None if that is not known."""

    def name_thing(self, kind: str, *, key: str) -> str:
        """The name of one thing of the shop, "" if it is gone. One query; see `list_things`."""

    def find_shown(self, key: str) -> ShownThing | None:
        """A thing by its key in addresses; None for anything but a product on public sale, or a
        wish list that its owner shares.

        One query, none for text that cannot be a key.
        """

    def order_contact(self, order_id: int) -> tuple[str, int | None]:
        """E-mail address and account of the person who ordered."""

    def send(self, message: Message) -> None:
        """Send a message now. Raises whatever the mail system raises."""

    def share_url(self, code: "Code") -> str:
        """The short absolute address an advocate shares."""

    def badge_url(self, code: "Code") -> str:
        """The absolute address of the picture that leads from a website to an advocate's link."""

    def name(self) -> str:
        """The shop's name, as customers know it."""

    def account_url(self) -> str:
        """The absolute address of the page where a customer sees friends and rewards."""

    def guest_url(self) -> str:
        """The absolute address where somebody without an account asks for a link to his page."""

    def guest_link_url(self, link: "GuestLink") -> str:
        """The absolute address that opens the page of somebody without an account."""

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
