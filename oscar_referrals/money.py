"""Exact money: every amount has a currency and is rounded once, here, by a named function."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from babel.numbers import format_currency, get_currency_name, get_currency_precision
from django.conf import settings
from django.db.models import DecimalField
from django.db.models.expressions import Combinable
from django.db.models.functions import Round
from django.utils.translation import get_language, to_locale

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


def smallest_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def round_down(*, amount: Decimal, currency: str) -> Decimal:
    """Cut an amount down to the currency's smallest unit. Used for everything we promise."""
    return amount.quantize(smallest_unit(currency), rounding=ROUND_DOWN)


def percentage(*, percent: Decimal, amount: Decimal, currency: str) -> Decimal:
    """Return `percent` % of an amount, rounded down."""
    return round_down(amount=amount * percent / HUNDRED, currency=currency)


def part_of(*, amount: Decimal, share: Fraction, currency: str) -> Decimal:
    """Return an exact share of an amount, rounded down once."""
    exact = Fraction(amount) * share
    return round_down(
        amount=Decimal(exact.numerator) / Decimal(exact.denominator), currency=currency
    )


def as_stored(amount: Decimal) -> Decimal:
    """Return a line's price as the order will keep it: two places, half to even.

    Oscar leaves fractions of a cent in discounted line prices; Django's decimal columns cut them
    this way. Used to know an order line's price before the line exists.
    """
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def exact(amount: Combinable) -> Round:
    """Return an amount that the database computes, exact to the cent.

    SQLite calculates with binary fractions, in which 0.10 + 0.20 is more than 0.30.
    """
    column = DecimalField(max_digits=14, decimal_places=2)
    return Round(amount, precision=2, output_field=column)


def format_money(amount: Decimal, currency: str) -> str:
    """Return an amount as people of the active language write it."""
    return str(format_currency(amount, currency, locale=_locale()))


def name_currency(currency: str) -> str:
    """Return what people of the active language call amounts of a currency: euros."""
    return str(get_currency_name(currency, count=2, locale=_locale()))


def _locale() -> str:
    return to_locale(get_language() or settings.LANGUAGE_CODE)
