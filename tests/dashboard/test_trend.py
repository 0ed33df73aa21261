"""A program month by month, and a budget that is nearly used up."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection

from oscar_referrals.models import Budget, Referral
from oscar_referrals.selectors.trend import costs_more_than_before, trend_of
from oscar_referrals.test.orders import place_referred_order
from tests.account.pages import words_of


@pytest.fixture
def order_in(advocate):
    """Let another friend order in a month of 2026, with this discount."""
    numbers = count(1)

    def order(month, discount="10.00", day=15):
        referral = place_referred_order(
            advocate=advocate, email=f"friend-{next(numbers)}@example.com"
        )
        placed_at = datetime(2026, month, day, 23, 30, tzinfo=UTC)
        Referral.objects.filter(pk=referral.pk).update(
            placed_at=placed_at, discount=Decimal(discount)
        )

    return order


def told(program):
    return [
        (month.month, result.kept, result.cost_per_new_customer)
        for month, result in trend_of(program)
    ]


def test_orders_count_for_their_month_on_the_shops_calendar(
    program, order_in, django_assert_num_queries
):
    assert trend_of(program) == []
    order_in(1, day=30)
    order_in(1, day=31)  # half an hour into February in Rome
    order_in(2, "12.00")
    with django_assert_num_queries(2):
        found = told(program)
    assert found == [(1, 1, Decimal("10.00")), (2, 2, Decimal("11.00"))]


def test_a_database_without_time_zones_counts_by_utc(program, order_in, monkeypatch):
    order_in(1, day=31)
    order_in(2)
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", False)
    assert [month for month, *_ in told(program)] == [1, 2]


def test_only_the_newest_months_are_told(program, order_in):
    Budget.objects.filter(program=program).update(cap=None)
    for month in range(1, 9):
        order_in(month)
    assert [month for month, *_ in told(program)] == [3, 4, 5, 6, 7, 8]


def test_a_program_that_tires_is_told(see, program, order_in):
    sentence = "A new customer costs more than in the months before."
    for month, discount in ((1, "10.00"), (2, "9.00")):
        order_in(month, discount)
    assert not costs_more_than_before(trend_of(program))
    assert sentence not in see("referral-program-detail", pk=program.pk).text
    order_in(3, "11.00")
    page = see("referral-program-detail", pk=program.pk).text
    assert sentence in page
    assert "March 2026" in page
    order_in(4, "10.50")
    assert not costs_more_than_before(trend_of(program))


@pytest.mark.parametrize(
    ("committed", "words"), [("79.99", ""), ("80.00", "nearly used up"), ("100.00", "used up")]
)
def test_a_budget_asks_for_a_person_before_it_is_used_up(see, program, committed, words):
    Budget.objects.filter(program=program).update(
        cap=Decimal("100.00"), committed=Decimal(committed)
    )
    for page in (see("referral-program-list"), see("referral-program-detail", pk=program.pk)):
        assert words in page.text
        assert ("used up" in page.text) == bool(words)


def test_the_currency_of_the_newest_month_tells_whether_a_program_tires(program, order_in):
    for month, discount in ((1, "10.00"), (2, "9.00"), (3, "11.00")):
        order_in(month, discount)
    order_in(4)
    Referral.objects.filter(placed_at__month=4).update(currency="USD")
    assert not costs_more_than_before(trend_of(program))


def test_the_budgets_of_every_currency_are_listed(see, program):
    Budget.objects.create(
        program=program, currency="USD", cap=Decimal("50.00"), committed=Decimal("45.00")
    )
    page = words_of(see("referral-program-list"))
    assert "€0.00 of €100.00" in page
    assert "45.00 of" in page
    assert "nearly used up" in page
