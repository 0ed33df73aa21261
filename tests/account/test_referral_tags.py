"""Amounts and dates in templates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from oscar_referrals.clock import page_now

YEAR = page_now().year


def render(text, **values):
    return Template("{% load referral_tags %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("en-gb", "EUR", "€1,234.50"),
        ("nl", "EUR", "€ 1.234,50"),
        ("it", "EUR", "1.234,50 €"),
        ("en-gb", "GBP", "£1,234.50"),
        ("en-gb", "JPY", "JP¥1,234"),
    ],
)
def test_money_is_written_as_people_write_it(language, currency, text):
    with translation.override(language):
        shown = render("{{ amount|money:currency }}", amount=Decimal("1234.50"), currency=currency)
    assert shown.replace("\xa0", " ") == text


def test_no_amount_is_no_text():
    assert render("{{ amount|money:'EUR' }}", amount=None) == ""
    assert render("{{ moment|day }}", moment=None) == ""


@pytest.mark.parametrize(
    ("language", "text"), [("en-gb", "2 June"), ("it", "2 Giugno"), ("nl", "2 juni")]
)
def test_a_day_of_this_year_has_no_year(language, text):
    with translation.override(language):
        assert render("{{ moment|day }}", moment=date(YEAR, 6, 2)) == text


def test_a_day_of_another_year_has_one():
    assert render("{{ moment|day }}", moment=date(YEAR + 1, 6, 2)) == f"2 Jun {YEAR + 1}"


def test_a_moment_is_a_day_in_the_shops_time_zone():
    late = datetime(YEAR, 6, 1, 23, 30, tzinfo=UTC)
    assert render("{{ moment|day }}", moment=late) == "2 June"
