"""Made-up orders of the past, and terms that are never saved."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from oscar_referrals.insight.choosing import lot_of
from oscar_referrals.models import Terms
from oscar_referrals.ports import PastOrder

FIRST_DAY = datetime(2025, 1, 1, 12, tzinfo=UTC)


def make_terms(**fields: Any) -> Terms:
    """Return terms: 10.00 off from 40.00 for the friend, 10.00 for the advocate."""
    amounts = {"friend_value": "10.00", "minimum": "40.00", "reward_value": "10.00"} | fields
    decimals = {
        name: Decimal(value) if name in ("friend_value", "minimum", "reward_value") else value
        for name, value in amounts.items()
    }
    return Terms(currency="EUR", number=1, **decimals)


def numbers_below(lot: int, *, at_least: int = 0) -> list[str]:
    """Return made-up order numbers whose lots lie from `at_least` to just below `lot`."""
    numbers = (f"order-{number}" for number in range(3_000))
    return [number for number in numbers if at_least <= lot_of(number) < lot]


#: Order numbers that are chosen for every percentage, from 10 % on, and for none.
ALWAYS = numbers_below(500)
FROM_TEN_PERCENT = numbers_below(1_000, at_least=500)
NEVER = numbers_below(10_000, at_least=2_000)


def past_order(number: str = ALWAYS[0], *, day: int = 0, **fields: Any) -> PastOrder:
    """Return a first order of 100.00 euros, so many days after the first day."""
    values: dict[str, Any] = {
        "number": number,
        "customer": f"{number}@example.com",
        "has_account": False,
        "placed_at": FIRST_DAY + timedelta(days=day),
        "currency": "EUR",
        "value": Decimal("100.00"),
        "cost": None,
        "returned": Fraction(0),
        "is_cancelled": False,
    }
    values |= fields
    values.setdefault("net", values["value"])
    return PastOrder(**values)
