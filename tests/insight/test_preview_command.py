"""`manage.py referrals_preview`: the answer in a terminal, and as CSV."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_referrals.clock import page_now
from oscar_referrals.insight.asking import launch_day, preview_program
from oscar_referrals.models import Program
from oscar_referrals.ports import PastOrder, shop
from oscar_referrals.test.factories import ProgramFactory
from tests.insight.past import ALWAYS, past_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    """A draft with a budget of 50.00 euros."""
    return ProgramFactory(name="Spring invitation", slug="spring", cap=Decimal(50), is_live=False)


@pytest.fixture
def four_first_orders(monkeypatch) -> None:
    """The shop's past: four first orders of 100.00 on four days, chosen for every percentage."""
    orders: list[PastOrder] = [past_order(ALWAYS[day], day=day) for day in range(4)]
    monkeypatch.setattr(type(shop()), "past_orders", lambda self: iter(orders))


def run(*arguments):
    said = io.StringIO()
    call_command("referrals_preview", *arguments, stdout=said)
    return said.getvalue()


def table_of(text):
    return {row[0]: row[1:] for row in csv.reader(io.StringIO(text))}


@pytest.mark.usefixtures("four_first_orders")
def test_the_figures_of_all_scenarios_are_printed(program):
    table = table_of(run("--program", "spring", "--csv"))
    assert table["Spring invitation"] == ["5 % referred", "10 % referred", "20 % referred"]
    assert table["Of these, the rules let count"] == ["4", "4", "4"]
    assert table["Cost in all"] == ["€80.00"] * 3
    end = launch_day(program) + timedelta(days=2)
    assert table["The budget of €50.00 runs out"] == [f"{end.day} {end:%b %Y}, after 2 days"] * 3
    assert table["4 Jan 2025"] == ["€80.00"] * 3


@pytest.mark.usefixtures("four_first_orders")
def test_the_answer_is_said_in_sentences_and_explained(program):
    text = run("--program", "spring")
    sentence = "10 % of first orders come by an invitation: 4 new customers for €80.00"
    assert sentence in text
    assert "4 customers have ordered; 0 of them more than once." in text
    assert "SHA-256" in text
    assert "no cost prices are known" in text


@pytest.mark.usefixtures("four_first_orders")
def test_what_is_spent_already_is_not_left_of_the_budget(program):
    program.budgets.update(reserved=Decimal("20.00"), committed=Decimal("10.00"))
    assert preview_program(program=program).budget == Decimal("20.00")


def test_a_shop_without_orders_says_that_nothing_can_be_foreseen(program):
    assert "nothing can be foreseen" in run("--program", "spring")


@pytest.mark.usefixtures("four_first_orders")
@pytest.mark.parametrize(("since", "replayed"), [("2025-01-03", 2), ("1200m", 4)])
def test_the_period_can_be_a_day_or_a_number_of_months(program, since, replayed):
    assert f"{replayed} first orders were replayed" in run("--program", "spring", "--since", since)


@pytest.mark.parametrize("since", ["yesterday", "2025-02-31", "0m", "12"])
def test_an_unknown_period_is_refused(program, since):
    with pytest.raises(CommandError, match="neither a day"):
        run("--program", "spring", "--since", since)


def test_an_unknown_program_is_refused():
    with pytest.raises(CommandError, match="'autumn'"):
        run("--program", "autumn")


def test_a_preview_writes_nothing(program):
    with CaptureQueriesContext(connection) as captured:
        run("--program", "spring")
    # PostgreSQL reads bit by bit from a cursor that is declared.
    assert {query["sql"].split()[0] for query in captured} <= {"SELECT", "DECLARE"}


def test_a_program_that_has_begun_is_foreseen_from_today():
    started = ProgramFactory(starts_at=page_now() - timedelta(days=30))
    later = ProgramFactory(starts_at=page_now() + timedelta(days=30))
    assert launch_day(later) - launch_day(started) == timedelta(days=30)
