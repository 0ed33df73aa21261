"""What the rules about an order may look at, in a basket and in the order it becomes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from oscar_referrals.money import ZERO
from oscar_referrals.ports import shop


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """One line: `value` is its price before this invitation's discount, in the order's currency.

    Of an order only what the customer has kept counts. `product_id` is None for deleted products.
    """

    product_id: int | None
    quantity: int
    value: Decimal


class PurchaseFacts(ABC):
    """A basket, or an order as it is now. What a rule does not ask for is never looked up."""

    #: A basket may still change; of an order everything is known that ever will be.
    is_placed: bool

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[str, ...], frozenset[int]], frozenset[int]] = {}

    @property
    @abstractmethod
    def moment(self) -> datetime:
        """When the order was placed; now, in a basket."""

    @property
    @abstractmethod
    def currency(self) -> str:
        """The currency of all amounts."""

    @property
    @abstractmethod
    def site(self) -> str:
        """The domain of the site, "" if it is not known."""

    @property
    @abstractmethod
    def country(self) -> str:
        """The ISO code of the country it is sent to, "" if it is not known (yet)."""

    @property
    @abstractmethod
    def lines(self) -> Sequence[PurchaseLine]:
        """What is bought."""

    @property
    @abstractmethod
    def other_offers(self) -> Sequence[str]:
        """The names of the shop's other offers that lower the price."""

    @property
    def quantity(self) -> int:
        """Return how many pieces are bought."""
        return sum(line.quantity for line in self.lines)

    def lines_of(self, *, kind: str, keys: tuple[str, ...]) -> list[PurchaseLine]:
        """Return the lines whose product belongs to things of the shop: ranges or categories."""
        lines = self.lines
        products = frozenset(line.product_id for line in lines if line.product_id is not None)
        question = (kind, keys, products)
        if question not in self._found:
            self._found[question] = shop().products_among(
                kind=kind, keys=keys, product_ids=products
            )
        return [line for line in lines if line.product_id in self._found[question]]

    def value_of(self, *, kind: str, keys: tuple[str, ...]) -> Decimal:
        """Return what those lines cost."""
        return sum((line.value for line in self.lines_of(kind=kind, keys=keys)), ZERO)
