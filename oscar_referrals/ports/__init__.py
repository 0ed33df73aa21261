"""What the domain needs from a shop, and what it is told by it."""

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
    SoldLine,
    SoldOrder,
)
from oscar_referrals.ports.questions import Shop, register_shop, shop

__all__ = [
    "AccountOrders",
    "BestCustomer",
    "Gives",
    "KnownOrder",
    "Message",
    "OrderFacts",
    "OrderPerson",
    "PastOrder",
    "ShownThing",
    "SoldLine",
    "SoldOrder",
    "Shop",
    "register_shop",
    "shop",
]
