"""Who appears in the story, and what each of them buys."""

from dataclasses import dataclass
from decimal import Decimal

from example_shop.seed.goods import GOODS

PRICES = {good.title: good.price for good in GOODS}


@dataclass(frozen=True)
class Home:
    """Where a parcel goes, in the words of the address form."""

    first_name: str
    last_name: str
    line1: str
    postcode: str
    line4: str
    country: str


@dataclass(frozen=True)
class Role:
    """One customer: an address to write to, a home, the goods of one order, and a device."""

    email: str
    home: Home
    goods: tuple[str, str]
    device: str = "X11; Linux x86_64"

    @property
    def price(self) -> Decimal:
        """What the goods cost together by the price list, in EUR."""
        return sum((PRICES[title] for title in self.goods), Decimal("0.00"))

    @property
    def shopping(self) -> str:
        """The goods with their prices, in words."""
        return " and ".join(f"“{title}” (€{PRICES[title]})" for title in self.goods)


ANNA = Role(
    email="anna@example.com",
    home=Home("Anna", "Keller", "Via Baccarini 7", "48121", "Ravenna", "IT"),
    goods=("French press, 1 l", "Stoneware mug, 0.3 l"),
)
FINN = Role(
    email="finn@example.net",
    home=Home("Finn", "Berg", "Hafenstraße 21", "18055", "Rostock", "DE"),
    goods=("Ceramic dripper and server", "Moka pot, 3 cups"),
)
BEN = Role(
    email="ben@example.com",
    home=Home("Ben", "Visser", "Oudegracht 112", "3511 AW", "Utrecht", "NL"),
    goods=("Hand grinder", "Morning Blend, 500 g"),
)
DARIO = Role(
    email="dario@example.com",
    home=Home("Dario", "Conti", "Riva di Reno 40", "40121", "Bologna", "IT"),
    goods=("Gooseneck kettle, 0.9 l", "Harbor Espresso, 1 kg"),
    device="Android 16; Mobile",
)
OLGA = Role(
    email="olga@example.com",
    home=Home("Olga", "Novak", "Via del Porto 12", "48121", "Ravenna", "IT"),
    goods=("Coffee scale with timer", "Storage jar, 1 l"),
)
STAFF_EMAIL = "staff@example.com"
