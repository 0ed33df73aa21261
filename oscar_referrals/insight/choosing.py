"""Which past orders count as referred: the same ones every time, and nobody's choice."""

import hashlib

#: Lots are drawn from so many numbers, so a percentage may have two decimal places.
LOTS = 10_000


def lot_of(order_number: str) -> int:
    """Return an order's lot, from 0 to 9,999: the first 8 bytes of its number's SHA-256, as one."""
    digest = hashlib.sha256(order_number.encode()).digest()
    return int.from_bytes(digest[:8], "big") % LOTS


def is_chosen(*, lot: int, percent: int) -> bool:
    """Tell whether an order with that lot is among `percent` % of all.

    Who is chosen for a small percentage is chosen for a larger one as well.
    """
    return lot * 100 < percent * LOTS
