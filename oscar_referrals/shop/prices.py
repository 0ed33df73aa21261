"""What goods cost, with and without what our own vouchers give.

Values are measured with tax, as soon as it is known: minimums, and what rewards are sized by.
Discounts are reckoned as Oscar reckons all offers, which OSCAR_OFFERS_INCL_TAX decides.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings

from oscar_referrals.money import as_stored

ZERO = Decimal("0.00")


def value_before_ours(basket: Any) -> Decimal:
    """Return the lines' prices less other offers' discounts, in the basket's currency."""
    return sum((price_before_ours(line) for line in basket.all_lines()), ZERO)


def value_after_all(basket: Any) -> Decimal:
    """Return the lines' prices less every discount, each line as the order will store it."""
    return sum((as_stored(_price_after_all(line)) for line in basket.all_lines()), ZERO)


def price_for_offers(price: Any) -> Decimal:
    """Return the part of a product's price that an offer can take off."""
    return Decimal(price.incl_tax if _is_taxed_for_offers(price) else price.excl_tax)


def remaining_price(line: Any) -> Decimal:
    """Return what an offer can still take off a line of a basket."""
    if _is_taxed_for_offers(line):
        return Decimal(line.line_price_incl_tax_incl_discounts)
    return Decimal(line.line_price_excl_tax_incl_discounts)


def price_before_ours(line: Any) -> Decimal:
    """Return a line's price less other offers' discounts, in the basket's currency."""
    others = (discount.amount for discount in line.discounts.all() if not is_ours(discount.offer))
    taken = sum(others, ZERO)
    if not line.is_tax_known:
        return Decimal(line.line_price_excl_tax) - taken
    net, gross = line.line_price_excl_tax, line.line_price_incl_tax
    return Decimal(gross) - with_tax(taken, net=net, gross=gross)


def with_tax(discount: Decimal, *, net: Decimal, gross: Decimal) -> Decimal:
    """Return what a customer saves by a discount of a line that costs so much before it."""
    if settings.OSCAR_OFFERS_INCL_TAX or net == gross or not net:
        return discount
    return as_stored(discount * gross / net)


def is_ours(offer: Any) -> bool:
    """Tell whether an offer is one of this package's."""
    return bool(offer) and (offer.benefit.proxy_class or "").startswith("oscar_referrals.")


def _price_after_all(line: Any) -> Decimal:
    if line.is_tax_known:
        return Decimal(line.line_price_incl_tax_incl_discounts)
    return Decimal(line.line_price_excl_tax_incl_discounts)


def _is_taxed_for_offers(priced: Any) -> bool:
    return settings.OSCAR_OFFERS_INCL_TAX and priced.is_tax_known
