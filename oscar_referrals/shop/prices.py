"""What the lines of a basket cost, with and without what our own vouchers give."""

from decimal import Decimal
from typing import Any

from oscar_referrals.money import as_stored

ZERO = Decimal("0.00")


def value_before_ours(basket: Any) -> Decimal:
    """Return the lines' prices less other offers' discounts, in the basket's currency."""
    return sum((price_before_ours(line) for line in basket.all_lines()), ZERO)


def value_after_all(basket: Any) -> Decimal:
    """Return the lines' prices less every discount, each line as the order will store it."""
    return sum((as_stored(remaining_price(line)) for line in basket.all_lines()), ZERO)


def remaining_price(line: Any) -> Decimal:
    """Return what is left of a line's price after the discounts so far, tax included if known."""
    if line.is_tax_known:
        return Decimal(line.line_price_incl_tax_incl_discounts)
    return Decimal(line.line_price_excl_tax_incl_discounts)


def is_ours(offer: Any) -> bool:
    """Tell whether an offer is one of this package's."""
    return bool(offer) and (offer.benefit.proxy_class or "").startswith("oscar_referrals.")


def price_before_ours(line: Any) -> Decimal:
    """Return a line's price less other offers' discounts, in the basket's currency."""
    price = line.line_price_incl_tax if line.is_tax_known else line.line_price_excl_tax
    others = (discount.amount for discount in line.discounts.all() if not is_ours(discount.offer))
    return Decimal(price) - sum(others, ZERO)
