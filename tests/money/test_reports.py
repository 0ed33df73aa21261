"""The accountant's commands: a statement, and what the shop owes at any past date."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.flows.work import run_due
from oscar_referrals.management.tables import write_table
from oscar_referrals.models import Account, AccountKind, Transfer
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import change_status, place_referred_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def advocate(reward_now):
    """Return an advocate who got 10.00 and lost it again when the order was cancelled."""
    advocate = AdvocateFactory()
    referral = reward_now(place_referred_order(advocate=advocate))
    change_status(referral.order, "Cancelled")
    run_due()
    return advocate


def read(capsys, command, *arguments, **options):
    """Return the rows that a command writes as CSV, without the header."""
    call_command(command, *arguments, csv=True, **options)
    return list(csv.reader(StringIO(capsys.readouterr().out)))[1:]


def test_a_statement_lists_every_entry_with_the_balance_after_it(advocate, capsys):
    number = Transfer.objects.first().order_number
    account = Account.objects.get(kind=AccountKind.CREDIT)

    rows = read(capsys, "referrals_statement", advocate.user.email)

    assert [(row[0], row[1], *row[3:]) for row in rows] == [
        (str(account.pk), "credit", f"Reward for order {number}", "10.00", "10.00", "EUR"),
        (str(account.pk), "credit", f"Taken back for order {number}", "-10.00", "0.00", "EUR"),
    ]


def test_a_statement_can_be_asked_by_the_number_of_any_account(advocate, capsys):
    expense = Account.objects.get(kind=AccountKind.EXPENSE)

    rows = read(capsys, "referrals_statement", str(expense.pk))

    assert [row[4] for row in rows] == ["-10.00", "10.00"]


@pytest.mark.parametrize("change", ["new address", "no account"])
def test_a_customer_is_found_by_the_old_address_too(advocate, capsys, change):
    old = advocate.user.email
    if change == "no account":
        advocate.user.delete()
    else:
        advocate.user.email = "new@example.com"
        advocate.user.save()
        assert len(read(capsys, "referrals_statement", "New@example.com")) == 2

    assert len(read(capsys, "referrals_statement", old)) == 2


@pytest.mark.parametrize("name", ["nobody@example.com", "999999", "", "@"])
def test_an_account_that_is_not_there_is_an_error(db, name):
    with pytest.raises(CommandError, match="no account"):
        call_command("referrals_statement", name)


def test_people_read_columns(advocate, capsys):
    call_command("referrals_statement", advocate.user.email)

    header, first, second = capsys.readouterr().out.splitlines()
    assert header.split() == [
        "account", "kind", "posted", "memo", "amount", "balance", "currency"
    ]  # fmt: skip
    assert header.index("balance") == first.index("10.00 ", first.index("10.00 ") + 1)
    assert second.endswith("0.00     EUR")


def test_liability_is_what_customers_have_now_and_had_then(advocate, capsys):
    given, taken = Transfer.objects.order_by("pk")
    between = given.posted_at + (taken.posted_at - given.posted_at) / 2
    before = given.posted_at - timedelta(seconds=1)

    assert read(capsys, "referrals_liability") == []
    assert [row[1:] for row in read(capsys, "referrals_liability", at=between.isoformat())] == [
        ["10.00", "EUR"]
    ]
    assert read(capsys, "referrals_liability", at=before.isoformat()) == []


def test_a_day_counts_to_its_end_in_the_time_zone_of_the_shop(reward_now, capsys, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    reward_now(place_referred_order(advocate=AdvocateFactory()))
    today = database_now().astimezone(tz=None).date()

    tomorrow = (today + timedelta(days=1)).isoformat()
    assert [row[1] for row in read(capsys, "referrals_liability", at=tomorrow)] == ["10.00"]
    assert read(capsys, "referrals_liability", at="2020-12-31") == []


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-02-30", "31.12.2026"])
def test_what_is_no_day_is_refused(db, text):
    with pytest.raises(CommandError, match="neither a day nor a moment"):
        call_command("referrals_liability", at=text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"])
def test_no_text_acts_as_a_formula_in_a_spreadsheet(text):
    out = StringIO()

    write_table(
        OutputWrapper(out), header=("memo", "amount"), rows=[(text, Decimal("-1.00"))], as_csv=True
    )

    ((memo, amount),) = list(csv.reader(StringIO(out.getvalue(), newline="")))[1:]
    assert (memo, amount) == (f"'{text}", "-1.00")


def test_the_statement_and_the_books_agree(advocate):
    for account in Account.objects.all():
        *_, last = ledger.statement(account=account)
        assert last.balance == account.balance
