"""What a program would have cost: past orders through the real rules and sums."""

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from oscar_referrals.insight.choosing import is_chosen, lot_of
from oscar_referrals.insight.preview import preview_cost
from oscar_referrals.insight.spending import Spending
from oscar_referrals.models import ClawbackPolicy, FriendBenefit, RewardShape
from oscar_referrals.reasons import Reason
from tests.insight.past import (
    ALWAYS,
    FIRST_DAY,
    FROM_TEN_PERCENT,
    NEVER,
    make_terms,
    past_order,
)


def replay(*orders, **options):
    terms = options.pop("terms", None) or make_terms()
    return preview_cost(terms=terms, orders=orders, **options)


def figures(preview, name):
    return [getattr(scenario, name) for scenario in preview.scenarios]


def test_a_lot_is_a_known_function_of_the_order_number():
    # echo -n 100042 | sha256sum begins with 41f0675ef8c61bf8.
    assert lot_of("100042") == int("41f0675ef8c61bf8", 16) % 10_000


def test_who_is_chosen_for_five_percent_is_chosen_for_twenty():
    assert is_chosen(lot=499, percent=5)
    assert not is_chosen(lot=500, percent=5)
    assert is_chosen(lot=499, percent=20)


def test_about_as_many_orders_are_chosen_as_said():
    lots = [lot_of(str(number)) for number in range(20_000)]
    chosen = [sum(is_chosen(lot=lot, percent=percent) for lot in lots) for percent in (5, 10, 20)]
    assert chosen == pytest.approx([1_000, 2_000, 4_000], rel=0.1)


def test_one_order_costs_its_discount_and_its_reward():
    preview = replay(past_order(ALWAYS[0]))
    assert figures(preview, "referred") == [1, 1, 1]
    assert figures(preview, "friends") == [1, 1, 1]
    assert figures(preview, "sales") == [Decimal("90.00")] * 3
    assert figures(preview, "discounts") == [Decimal("10.00")] * 3
    assert figures(preview, "rewards") == [Decimal("10.00")] * 3
    assert figures(preview, "cost") == [Decimal("20.00")] * 3
    assert figures(preview, "cost_per_friend") == [Decimal("20.00")] * 3
    assert figures(preview, "cost_in_percent") == [Decimal("22.2")] * 3


def test_each_scenario_takes_its_own_share_of_the_first_orders():
    preview = replay(past_order(ALWAYS[0]), past_order(FROM_TEN_PERCENT[0]), past_order(NEVER[0]))
    assert preview.first_orders == 3
    assert figures(preview, "referred") == [1, 2, 2]
    assert figures(preview, "cost") == [Decimal("20.00"), Decimal("40.00"), Decimal("40.00")]


def test_percentages_and_caps_are_priced_by_the_real_code():
    terms = make_terms(
        friend_benefit=FriendBenefit.PERCENTAGE,
        friend_value="15",
        reward_shape=RewardShape.PERCENTAGE,
        reward_value="10",
        reward_cap=Decimal("7.00"),
    )
    small = past_order(ALWAYS[0], value=Decimal("49.99"))
    large = past_order(ALWAYS[1], value=Decimal("200.00"))
    preview = replay(small, large, terms=terms)
    # 15 % of 49.99 is 7.49 (rounded down), 10 % of the 42.50 left is 4.25; 17.00 is capped.
    assert preview.scenarios[0].discounts == Decimal("37.49")
    assert preview.scenarios[0].rewards == Decimal("11.25")


def test_only_a_customers_first_order_is_replayed():
    first = past_order(NEVER[0], customer="anna@example.com")
    later = past_order(ALWAYS[0], customer="anna@example.com", day=5)
    preview = replay(first, later)
    assert (preview.customers, preview.repeat_buyers, preview.first_orders) == (1, 1, 1)
    assert figures(preview, "referred") == [0, 0, 0]


def test_a_cancelled_order_is_not_a_first_order():
    cancelled = past_order(NEVER[0], customer="anna@example.com", is_cancelled=True)
    kept = past_order(ALWAYS[0], customer="anna@example.com", day=5)
    preview = replay(cancelled, kept)
    assert (preview.orders, preview.cancelled_orders, preview.repeat_buyers) == (2, 1, 0)
    assert figures(preview, "friends") == [1, 1, 1]


def test_whoever_only_cancelled_is_no_customer():
    preview = replay(past_order(is_cancelled=True, has_account=True))
    assert (preview.customers, preview.with_account, preview.first_orders) == (0, 0, 0)


def test_orders_of_nobody_are_counted_and_left_out():
    preview = replay(past_order(ALWAYS[0], customer=""), past_order(ALWAYS[1], customer=""))
    assert (preview.orders, preview.unknown_orders, preview.customers) == (2, 2, 0)
    assert figures(preview, "referred") == [0, 0, 0]


def test_the_real_rules_say_why_an_order_would_not_have_counted():
    preview = replay(
        past_order(ALWAYS[0], value=Decimal("39.99")),
        past_order(ALWAYS[1], currency="USD"),
        past_order(ALWAYS[2], value=Decimal("40.00")),
    )
    assert preview.scenarios[0].refused == {Reason.BELOW_MINIMUM: 1, Reason.WRONG_CURRENCY: 1}
    assert figures(preview, "referred") == [3, 3, 3]
    assert figures(preview, "friends") == [1, 1, 1]


@pytest.mark.parametrize(
    ("returned", "policy", "reward"),
    [
        (Fraction(1, 3), ClawbackPolicy.PROPORTIONAL, "6.66"),
        (Fraction(1, 3), ClawbackPolicy.FULL, "0.00"),
        (Fraction(1, 3), ClawbackPolicy.NONE, "10.00"),
        (Fraction(2, 3), ClawbackPolicy.PROPORTIONAL, "0.00"),
        (Fraction(1), ClawbackPolicy.NONE, "0.00"),
    ],
)
def test_refunds_of_the_past_lower_the_reward_as_the_terms_say(returned, policy, reward):
    # A third of 100.00 is left after two thirds came back: below the minimum of 40.00.
    preview = replay(past_order(returned=returned), terms=make_terms(clawback=policy))
    assert figures(preview, "promises") == [Decimal("10.00")] * 3
    assert figures(preview, "rewards") == [Decimal(reward)] * 3


def test_the_margin_is_known_where_the_goods_cost_is():
    with_cost = past_order(
        ALWAYS[0], value=Decimal("122.00"), net=Decimal("100.00"), cost=Decimal("60.00")
    )
    preview = replay(with_cost, past_order(ALWAYS[1]))
    scenario = preview.scenarios[0]
    assert (scenario.friends, scenario.orders_with_margin) == (2, 1)
    assert scenario.margin_without_program == Decimal("40.00")
    # 10.00 off is 8.20 without tax; then the reward of 10.00.
    assert scenario.margin_with_program == Decimal("21.80")
    assert scenario.margin_per_order == Decimal("21.80")


def test_returned_goods_leave_no_margin():
    half_back = past_order(cost=Decimal("60.00"), returned=Fraction(1, 2))
    scenario = replay(half_back).scenarios[0]
    assert scenario.margin_without_program == Decimal("20.00")
    # Half of the discount of 10.00, and half of the reward.
    assert scenario.margin_with_program == Decimal("10.00")


def test_the_budget_runs_out_on_the_day_whose_orders_no_longer_fit():
    orders = [past_order(number, day=day) for day, number in enumerate(ALWAYS[:4])]
    preview = replay(*orders, budget=Decimal("60.00"))
    day = preview.budget_day(preview.scenarios[0])
    assert day == date(2025, 1, 4)
    assert preview.days_until(day) == 3


def test_a_budget_that_is_used_up_to_the_cent_lasts():
    orders = [past_order(number, day=day) for day, number in enumerate(ALWAYS[:3])]
    preview = replay(*orders, budget=Decimal("60.00"))
    assert preview.budget_day(preview.scenarios[0]) is None


def test_the_budget_gets_back_what_refunds_make_undeserved_after_the_return_time():
    returned = past_order(ALWAYS[0], returned=Fraction(1))
    preview = replay(returned, past_order(ALWAYS[1], day=30), budget=Decimal("100.00"))
    days = [date(2025, 1, 1), date(2025, 1, 14), date(2025, 1, 15), date(2025, 1, 31)]
    spent = preview.scenarios[0].spending.until(days)
    assert spent == [Decimal("20.00"), Decimal("20.00"), Decimal("10.00"), Decimal("30.00")]


def test_orders_before_the_period_only_tell_who_was_a_customer():
    old = past_order(ALWAYS[0], customer="anna@example.com")
    again = past_order(ALWAYS[1], customer="anna@example.com", day=100)
    new = past_order(ALWAYS[2], customer="ben@example.com", day=101)
    preview = replay(old, again, new, since=FIRST_DAY + timedelta(days=90))
    assert (preview.customers, preview.first_orders) == (2, 1)
    assert (preview.first_day, preview.last_day) == (date(2025, 4, 11), date(2025, 4, 12))
    assert figures(preview, "friends") == [1, 1, 1]


def test_orders_in_another_currency_do_not_stretch_the_period():
    preview = replay(past_order(ALWAYS[0], currency="USD"), past_order(ALWAYS[1], day=9))
    assert preview.first_day == preview.last_day == date(2025, 1, 10)


def test_a_shop_without_a_past_has_no_figures():
    preview = replay()
    assert preview.days == []
    assert figures(preview, "cost_per_friend") == [None, None, None]
    assert figures(preview, "cost_in_percent") == [None, None, None]


@pytest.mark.parametrize("length", [0, 1, 23, 24, 25, 100, 545, 3_650, 20_000])
def test_curves_have_few_points_and_reach_the_last_day(length):
    preview = replay(past_order(ALWAYS[0]), past_order(ALWAYS[1], day=length))
    days = preview.days
    assert days[0] == date(2025, 1, 1)
    assert days[-1] == date(2025, 1, 1) + timedelta(days=length)
    assert days == sorted(set(days))
    assert len(days) <= 26


def test_spending_is_summed_by_day_in_whatever_order_it_comes():
    spending = Spending()
    for day, amount in ((3, "5.00"), (1, "2.00"), (3, "-1.00")):
        spending.add(day=date(2025, 1, day), amount=Decimal(amount))
    assert spending.first_day_above(Decimal("2.00")) == date(2025, 1, 3)
    days = [date(2024, 12, 31), date(2025, 1, 2), date(2025, 1, 9)]
    assert spending.until(days) == [Decimal("0.00"), Decimal("2.00"), Decimal("6.00")]


def test_orders_are_not_kept_in_memory():
    orders = (past_order(f"many-{number}", day=number % 20) for number in range(5_000))
    tracemalloc.start()
    preview_cost(terms=make_terms(), orders=orders)
    _now, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Five thousand of these orders would take about four megabytes.
    assert highest < 1_000_000
