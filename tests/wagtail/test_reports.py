"""The reports on referrals and on what is owed, in Wagtail's admin."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
import rules
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.ledger import liability_at
from oscar_referrals.models import Program
from oscar_referrals.money import format_money
from oscar_referrals.permissions import VIEW_DASHBOARD
from oscar_referrals.selectors.figures import results_of
from oscar_referrals.selectors.liability import owed_by_kind
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order

REFERRALS = "referral_report"
LIABILITY = "referral_liability_report"


def sign_in(client, *codenames, is_staff=True):
    """Sign in somebody who may enter Wagtail's admin and has these permissions on our models."""
    user = CustomerFactory(is_staff=is_staff)
    wanted = Permission.objects.filter(codename__in=(*codenames, "access_admin"))
    user.user_permissions.set(wanted)
    client.force_login(user)
    return user


@pytest.fixture
def reader(client, db):
    """Staff who may read both reports, signed in."""
    return sign_in(client, "view_referral", "view_account")


@pytest.fixture
def anna(program):
    return AdvocateFactory(program=program, user=CustomerFactory(email="anna@example.com"))


@pytest.fixture
def paid(anna, reward_now):
    """Ben's order of 50.00 by Anna's code. She has 10.00 as credit for it."""
    return reward_now(place_referred_order(advocate=anna, email="ben@example.com"))


@pytest.fixture
def elsewhere(db):
    """An order in another currency, in a program whose name would be a formula."""
    program = ProgramFactory(name='=HYPERLINK("x")', slug="francs", currency="CHF")
    return place_referred_order(advocate=AdvocateFactory(program=program), email="c@example.com")


def read_csv(response):
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


def read_xlsx(response):
    content = b"".join(response.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows()]


def see(client, name, **query):
    return client.get(reverse(name), query)


def test_the_report_says_what_the_dashboard_says(client, reader, paid, elsewhere):
    response = see(client, REFERRALS)
    for words in (
        paid.order_number,
        "anna@example.com",
        paid.claim.code.text,
        "€10.00",
        "Rewarded",
    ):
        assert words in response.text
    assert reverse("referral-detail", kwargs={"pk": paid.pk}) in response.text
    for program in Program.objects.all():
        page = see(client, REFERRALS, program=program.pk)
        (shown,) = page.context["results"]
        (result,) = results_of(program)
        for name in ("revenue", "discounts", "rewards", "cost"):
            assert shown[name] == format_money(getattr(result, name), result.currency)
        assert (shown["currency"], shown["kept"]) == (result.currency, result.kept)


def test_the_totals_follow_a_refund_to_the_cent(client, reader, paid):
    record_refund(order=paid.order, amount=Decimal("4.00"), reference="a tenth")
    run_due()
    (shown,) = see(client, REFERRALS).context["results"]
    (result,) = results_of(paid.program)
    assert result.rewards == Decimal("9.00")
    assert shown["rewards"] == "€9.00"


def test_filters_find_by_program_state_day_and_text(client, reader, paid, elsewhere):
    def found(**query):
        return [one.pk for one in see(client, REFERRALS, **query).context["object_list"]]

    day = timezone.localdate(paid.placed_at)
    assert found() == [elsewhere.pk, paid.pk]
    assert found(program=paid.program_id) == [paid.pk]
    assert found(state="pending") == [elsewhere.pk]
    assert found(placed_at_from=day + timedelta(days=1)) == [elsewhere.pk]
    assert found(placed_at_from=day, placed_at_to=day) == [paid.pk]
    assert found(q=paid.claim.code.text) == [paid.pk]
    assert found(q="anna@example.com") == [paid.pk]
    assert found(q="nobody") == []


@pytest.mark.parametrize(
    "query", [{"placed_at_from": "soon"}, {"program": "x"}, {"program": "0"}, {"state": "happy"}]
)
def test_a_filter_that_means_nothing_finds_nothing_and_says_so(client, reader, paid, query):
    response = see(client, REFERRALS, **query)
    assert list(response.context["object_list"]) == []
    assert response.context["filters"].errors
    assert read_csv(see(client, REFERRALS, export="csv", **query))[1:] == []


def test_a_file_is_complete_and_no_text_in_it_is_a_formula(client, reader, paid, elsewhere):
    rows = read_csv(see(client, REFERRALS, export="csv"))
    assert rows[0][:5] == ["Order", "Ordered", "Advocate", "Code", "Program"]
    assert [row[0] for row in rows[1:]] == [elsewhere.order_number, paid.order_number]
    assert rows[1][4] == '\'=HYPERLINK("x")'
    assert rows[2][5:] == ["Rewarded", "The reward was issued.", "40.00", "10.00", "10.00", "EUR"]
    cells = read_xlsx(see(client, REFERRALS, export="xlsx"))
    assert [cell.value for cell in cells[2]][7:] == [40, 10, 10, "EUR"]
    assert (cells[1][4].value, cells[1][4].data_type) == ('=HYPERLINK("x")', "s")


def test_a_file_has_only_what_was_filtered_and_the_log_names_who_took_it(
    client, reader, paid, elsewhere
):
    rows = read_csv(see(client, REFERRALS, export="csv", program=paid.program_id))
    assert [row[0] for row in rows[1:]] == [paid.order_number]
    entry = ModelLogEntry.objects.get(action="wagtail_referrals.report_exported")
    assert (entry.user, entry.data) == (reader, {"report": "referrals", "format": "csv"})
    assert entry.message == "Downloaded the report “referrals” as csv"


@pytest.mark.parametrize("name", [REFERRALS, f"{REFERRALS}_results", LIABILITY])
@pytest.mark.parametrize("query", [{}, {"export": "csv"}, {"export": "xlsx"}])
def test_no_cache_keeps_a_report(client, reader, paid, name, query):
    kept = see(client, name, **query)["Cache-Control"]
    assert {"private", "no-store"} <= set(kept.split(", "))


@pytest.mark.parametrize(
    ("codenames", "is_staff"),
    [((), True), (("view_program",), True), (("view_referral", "view_account"), False)],
)
def test_django_and_the_rules_both_have_to_agree(client, paid, codenames, is_staff):
    sign_in(client, *codenames, is_staff=is_staff)
    menu = client.get(reverse("wagtailadmin_home")).text
    for name in (REFERRALS, f"{REFERRALS}_results", LIABILITY, f"{LIABILITY}_results"):
        for query in ({}, {"export": "csv"}):
            response = see(client, name, **query)
            assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
        assert reverse(name) not in menu


def test_the_menu_leads_to_what_one_may_read(client, db):
    sign_in(client, "view_account")
    menu = client.get(reverse("wagtailadmin_home")).text
    assert reverse(LIABILITY) in menu
    assert reverse(REFERRALS) not in menu


def test_a_program_that_the_rules_hide_is_in_no_report_and_no_file(client, reader, paid, elsewhere):
    @rules.predicate
    def is_not_francs(user, program):
        return program is None or program.slug != "francs"

    usual = rules.permissions.permissions[VIEW_DASHBOARD]
    rules.set_perm(VIEW_DASHBOARD, usual & is_not_francs)
    try:
        page = see(client, REFERRALS)
        assert [one.pk for one in page.context["object_list"]] == [paid.pk]
        assert [row["currency"] for row in page.context["results"]] == ["EUR"]
        assert "HYPERLINK" not in page.text
        assert len(read_csv(see(client, REFERRALS, export="csv"))) == 2
        hidden = see(client, REFERRALS, program=elsewhere.program_id)
        assert list(hidden.context["object_list"]) == []
    finally:
        rules.set_perm(VIEW_DASHBOARD, usual)


def test_the_report_costs_the_same_queries_however_long_it_is(client, reader, paid, anna):
    def queries(**query):
        with CaptureQueriesContext(connection) as asked:
            response = see(client, REFERRALS, **query)
            if query:
                read_csv(response)
        return len(asked)

    queries(), queries(export="csv")
    few, few_in_file = queries(), queries(export="csv")
    for number in range(4):
        place_referred_order(advocate=anna, email=f"friend{number}@example.com")
    assert (queries(), queries(export="csv")) == (few, few_in_file)
    # Session, user, two lists of permissions, programs twice (to choose and to read), count, rows,
    # two for the totals; the rest is Wagtail's frame. A file needs no frame.
    assert (few, few_in_file) == (17, 11)


def test_what_is_owed_is_what_the_books_and_the_command_say(client, reader, paid, capsys):
    response = see(client, LIABILITY)
    (row,) = response.context["object_list"]
    assert row == {"currency": "EUR", "kind": "credit", "owed": Decimal("10.00")}
    assert response.context["totals"] == ["€10.00"]
    call_command("referrals_liability", csv=True)
    assert capsys.readouterr().out.splitlines()[1].endswith(",10.00,EUR")
    assert read_csv(see(client, LIABILITY, export="csv")) == [
        ["Owed as", "Amount", "Currency"],
        ["customer's credit", "10.00", "EUR"],
    ]
    assert [c.value for c in read_xlsx(see(client, LIABILITY, export="xlsx"))[1]][1:] == [10, "EUR"]


def test_what_was_owed_at_the_end_of_any_day(client, reader, paid, capsys):
    posted = paid.rewards.get().transfers.get().posted_at
    day = timezone.localdate(posted)
    for asked, totals in ((day - timedelta(days=1), []), (day, ["€10.00"])):
        response = see(client, LIABILITY, day=asked)
        assert response.context["totals"] == totals
        assert len(response.context["object_list"]) == len(totals)
        call_command("referrals_liability", at=str(asked), csv=True)
        assert len(capsys.readouterr().out.splitlines()) == 1 + len(totals)
    assert list(see(client, LIABILITY, kind="gift_card").context["object_list"]) == []
    assert len(see(client, LIABILITY, kind="credit", currency="EUR").context["object_list"]) == 1


def test_kinds_sum_to_the_liability(elsewhere, anna, reward_now):
    run_due()
    change_status(elsewhere.order, "Delivered")
    paid = reward_now(place_referred_order(advocate=anna, email="ben@example.com"))
    record_refund(order=paid.order, amount=Decimal("0.10"), reference="a little")
    run_due()
    moment = timezone.now() + timedelta(days=30)
    sums = {}
    for row in owed_by_kind(moment=moment):
        sums[row["currency"]] = sums.get(row["currency"], 0) + row["owed"]
    assert sums == liability_at(moment=moment)
    assert set(sums) == {"CHF", "EUR"}
