"""Amounts are exact, have a currency and are rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.money import format_money, part_of, percentage, round_down

cents = st.integers(0, 10_000_00).map(lambda value: Decimal(value) / 100)


@pytest.mark.parametrize(
    ("currency", "expected"), [("EUR", "1.99"), ("JPY", "1"), ("VND", "1"), ("KWD", "1.999")]
)
def test_rounding_down_follows_the_currency(currency, expected):
    assert round_down(amount=Decimal("1.9999"), currency=currency) == Decimal(expected)


def test_a_percentage_is_rounded_down():
    amount = percentage(percent=Decimal(15), amount=Decimal("33.33"), currency="EUR")

    assert amount == Decimal("4.99")


@given(promise=cents, base=cents, first=cents, second=cents)
def test_more_left_never_earns_less_and_all_left_earns_all(promise, base, first, second):
    low, high = sorted((first, second))

    def earn(left):
        share = Fraction(left) / Fraction(base) if base else Fraction(0)
        return part_of(amount=promise, share=min(share, Fraction(1)), currency="EUR")

    assert Decimal(0) <= earn(low) <= earn(high) <= promise
    if base:
        assert earn(base) == promise


@given(promise=cents, parts=st.integers(1, 1000), back=st.integers(0, 1000))
def test_a_share_is_exact_where_decimals_would_not_be(promise, parts, back):
    share = Fraction(min(back, parts), parts)

    exact = int(Fraction(promise) * 100 * share)
    assert part_of(amount=promise, share=share, currency="EUR") == Decimal(exact) / 100


def test_money_is_written_as_people_write_it():
    assert format_money(Decimal("1234.5"), "EUR") == "€1,234.50"
    assert format_money(Decimal(1234), "JPY") == "JP¥1,234"
