"""The figures of a program are the budget's, to the cent."""

from decimal import Decimal

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows import review
from oscar_referrals.flows.visit import record_visit
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Budget, ReferralState
from oscar_referrals.selectors.figures import ProgramFunnel, funnel_of, list_programs, results_of
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import change_status, place_referred_order


@pytest.fixture
def reward(monkeypatch):
    """Deliver the orders of referrals and let their return time pass."""

    def deliver_and_wait(*referrals):
        for referral in referrals:
            change_status(referral.order, "Delivered")
        monkeypatch.setenv(OFFSET_VARIABLE, "15")
        run_due()
        monkeypatch.delenv(OFFSET_VARIABLE)
        for referral in referrals:
            referral.refresh_from_db()
            assert referral.state == ReferralState.REWARDED

    return deliver_and_wait


def test_the_funnel_counts_each_step(program, advocate, referral):
    for visitor in ("a", "b", "b", "c"):
        record_visit(code=code_of(advocate), visitor=visitor)
    assert funnel_of(program) == ProgramFunnel(visitors=3, claims=1, orders=1, kept=1, rewarded=0)
    assert funnel_of(program).share_kept == Decimal("33.3")


def test_a_program_without_visitors_has_no_share(program):
    assert funnel_of(program) == ProgramFunnel(visitors=0, claims=0, orders=0, kept=0, rewarded=0)
    assert funnel_of(program).share_kept is None


def test_a_waiting_order_costs_its_discount_only(program, referral):
    (result,) = results_of(program)
    assert (result.revenue, result.discounts, result.rewards) == (
        Decimal("40.00"),
        Decimal("10.00"),
        Decimal("0.00"),
    )
    assert result.cost_per_new_customer == Decimal("10.00")
    assert result.revenue_per_cost == Decimal("4.0")
    assert result.budget.reserved == Decimal("10.00")


def test_a_rewarded_order_costs_discount_and_reward(program, referral, reward):
    reward(referral)
    (result,) = results_of(program)
    assert result.cost == Decimal("20.00")
    assert result.cost_per_new_customer == Decimal("20.00")


def test_a_cancelled_order_costs_nothing(program, referral):
    change_status(referral.order, "Cancelled")
    run_due()
    (result,) = results_of(program)
    assert (result.kept, result.revenue, result.cost) == (0, Decimal(0), Decimal(0))
    assert result.cost_per_new_customer is None
    assert result.revenue_per_cost is None


def test_the_cost_is_what_the_budget_has_committed(program, advocate, referral, reward):
    rejected = place_referred_order(advocate=advocate, email="carla@example.com")
    cancelled = place_referred_order(advocate=advocate, email="dario@example.com")
    taken_back = place_referred_order(advocate=advocate, email="emma@example.com")
    run_due()
    review.reject(referral=rejected, actor=CustomerFactory(is_staff=True))
    change_status(cancelled.order, "Cancelled")
    reward(referral, taken_back)
    change_status(taken_back.order, "Cancelled")
    run_due()
    budget = Budget.objects.get(program=program)
    (result,) = results_of(program)
    assert result.cost == budget.committed == Decimal("30.00")
    assert budget.reserved == Decimal("0.00")
    assert result.kept == 1


def test_the_list_counts_without_asking_once_per_program(
    program, advocate, referral, django_assert_num_queries
):
    AdvocateFactory(program=program)
    AdvocateFactory()
    with django_assert_num_queries(2):
        rows = {row.pk: row for row in list_programs()}
    row = rows[program.pk]
    assert (row.advocate_count, row.referral_count, row.review_count) == (2, 1, 0)


def test_the_figures_of_a_program_take_six_queries(program, referral, django_assert_num_queries):
    with django_assert_num_queries(6):
        funnel_of(program)
        results_of(program)
