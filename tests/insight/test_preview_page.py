"""The cost preview in the dashboard."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.dashboard.chart import draw_spending
from oscar_referrals.insight.preview import preview_cost
from oscar_referrals.ports import shop
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from tests.dashboard.conftest import make_staff, signed_in
from tests.dashboard.test_pages_browser import assert_good, signed_in_page  # noqa: F401
from tests.insight.past import ALWAYS, FROM_TEN_PERCENT, make_terms, past_order


@pytest.fixture
def past(monkeypatch):
    """The shop's past: first orders with known costs, one of them too small."""
    orders = [
        past_order(number, day=40 * position, cost=Decimal("55.00"))
        for position, number in enumerate((*ALWAYS[:3], *FROM_TEN_PERCENT[:2]))
    ]
    orders.append(past_order(ALWAYS[4], day=7, value=Decimal("12.00")))
    monkeypatch.setattr(type(shop()), "past_orders", lambda self: iter(orders))


def page_of(client, program, **query):
    return client.get(reverse("referral-cost-preview", kwargs={"pk": program.pk}), query)


def cells_of(response, label):
    return {row.label: row.cells for row in response.context["figures"]}[label]


@pytest.mark.django_db
@pytest.mark.usefixtures("past")
def test_staff_who_may_only_look_see_what_a_program_would_cost():
    program = ProgramFactory(cap=Decimal(50), is_live=False)
    response = page_of(signed_in(make_staff()), program)
    assert response.status_code == 200
    assert cells_of(response, "Cost in all") == ("€60.00", "€100.00", "€100.00")
    assert cells_of(response, "Their margin with it") == ("€75.00", "€125.00", "€125.00")
    refusals = [(row.label, row.cells) for row in response.context["refusals"]]
    assert refusals == [("The order is below the program's minimum.", ("1", "1", "1"))]


@pytest.mark.django_db
@pytest.mark.usefixtures("past")
def test_a_period_can_be_chosen_and_anything_else_means_all_of_the_past():
    client, program = signed_in(make_staff()), ProgramFactory()
    assert page_of(client, program, months="12").context["preview"].since is not None
    assert page_of(client, program, months="x").context["preview"].since is None


@pytest.mark.django_db
def test_a_shop_without_a_past_gets_a_page_without_a_chart():
    response = page_of(signed_in(make_staff()), ProgramFactory())
    assert response.context["chart"] is None
    assert "nothing can be foreseen" in response.content.decode()


@pytest.mark.django_db
def test_the_page_of_a_program_leads_there():
    program = ProgramFactory(is_live=False)
    address = reverse("referral-program-detail", kwargs={"pk": program.pk})
    content = signed_in(make_staff()).get(address).content.decode()
    assert reverse("referral-cost-preview", kwargs={"pk": program.pk}) in content
    assert "Change terms" not in content


@pytest.mark.django_db
def test_customers_and_strangers_see_nothing():
    program = ProgramFactory()
    assert page_of(Client(), program).status_code == 302
    assert page_of(signed_in(CustomerFactory()), program).status_code == 403


def test_curves_begin_and_end_where_the_money_does():
    orders = [past_order(ALWAYS[0]), past_order(ALWAYS[1], day=10)]
    chart = draw_spending(preview_cost(terms=make_terms(), orders=orders, budget=Decimal(50)))
    points = chart.curves[0].points.split()
    # 20.00 and then 40.00 of a scale that ends at 50.00 and is 400 units high.
    assert (points[0], points[-1]) == ("0.0,240.0", "1000.0,80.0")
    assert (chart.top, chart.middle, chart.budget_height) == ("50", "25", "0.0")


def test_a_budget_far_above_the_curves_is_not_drawn():
    preview = preview_cost(
        terms=make_terms(), orders=[past_order(ALWAYS[0])], budget=Decimal(10_000)
    )
    assert draw_spending(preview).budget_height is None


def test_nothing_spent_is_no_chart():
    assert draw_spending(preview_cost(terms=make_terms(), orders=[])) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("past")
def test_the_page_is_good_on_a_phone_and_at_a_desk(signed_in_page):  # noqa: F811
    program = ProgramFactory(name="A program with quite a long name for the harbor", cap=50)
    signed_in_page.goto(f"/dashboard/referrals/programs/{program.pk}/")
    signed_in_page.get_by_role("link", name="Preview cost").click()
    expect(signed_in_page.get_by_role("img", name="Spent by when")).to_be_visible()
    assert_good(signed_in_page)
    signed_in_page.get_by_text("The same as a table").click()
    expect(signed_in_page.get_by_role("cell", name="€100.00").first).to_be_visible()
    assert_good(signed_in_page)
