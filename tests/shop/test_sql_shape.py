"""What the order transaction sends to the database: one fixed order of rows, no look before a leap.

Whoever takes rows in another order can meet another order half-way and wait for ever; whoever
reads a budget and writes it afterwards can pass its cap.
"""

import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_referrals import ledger
from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.models import Account, AccountKind
from oscar_referrals.shop import placing
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db

WRITE = re.compile(
    r'^(INSERT) (?:OR IGNORE |IGNORE )?INTO [`"](\w+)'
    r'|^(UPDATE) [`"](\w+)'
    r'|^(DELETE) FROM [`"](\w+)'
)
LOCK = re.compile(r'^SELECT .* FROM [`"](\w+)[`"] .*FOR (?:NO KEY )?UPDATE', re.DOTALL)


@pytest.fixture
def recorded(monkeypatch):
    """Return the statements that we send while Oscar writes the discounts of an order."""
    statements = []
    record_discount = placing.record_discount

    def record(order_discount):
        with CaptureQueriesContext(connection) as queries:
            record_discount(order_discount)
        statements.extend(query["sql"] for query in queries)

    monkeypatch.setattr(placing, "record_discount", record)
    return statements


def basket_with_code(advocate, **kwargs):
    """Return a basket that carries an advocate's code."""
    basket = make_basket(**kwargs)
    basket.vouchers.add(code_of(advocate).voucher_id)
    return basket


def writes_of(statements):
    """Return what is written or locked, in order: "INSERT referral"."""
    found = []
    for statement in statements:
        if match := WRITE.match(statement):
            verb, table = (part for part in match.groups() if part)
            found.append(f"{verb} {short(table)}")
        elif match := LOCK.match(statement):
            found.append(f"LOCK {short(match.group(1))}")
    return found


def short(table):
    """Return a table's name without the name of our app."""
    return table.removeprefix("oscar_referrals_")


def place_with_code(**terms):
    """Let a friend order in a program with a cap."""
    advocate = AdvocateFactory(program__cap=Decimal(100), **terms)
    place_referred_order(advocate=advocate)


@pytest.mark.parametrize("limits", [{}, {"program__code_total": 5, "program__advocate_total": 5}])
def test_a_claim_takes_its_places_then_inserts_the_referral_then_takes_the_budget(recorded, limits):
    place_with_code(**limits)

    assert writes_of(recorded) == [
        "INSERT claim",
        "UPDATE code",
        "UPDATE advocate",
        "INSERT referral",
        "UPDATE budget",
        "INSERT work",
    ]


def test_a_reservation_ends_before_the_budget_is_taken(recorded):
    advocate = AdvocateFactory(program__cap=Decimal(100))
    basket = basket_with_code(advocate, owner=CustomerFactory())
    apply_offers(basket)
    reserve_invitation(basket)

    place_order(basket=basket)

    written = writes_of(recorded)
    assert written.index("INSERT referral") < written.index("DELETE reservation")
    assert written.index("DELETE reservation") < written.index("UPDATE budget")


def test_the_budget_is_one_update_that_asks_for_the_cap_itself(recorded):
    place_with_code()

    (update,) = (sql for sql in recorded if sql.startswith("UPDATE") and "_budget" in sql)
    before, _, condition = update.partition(" WHERE ")
    assert "cap" not in before
    for column in ("cap", "reserved", "committed"):
        assert column in condition


def test_a_full_place_is_refused_by_the_update_itself(recorded):
    place_with_code(program__code_total=5)

    (update,) = (sql for sql in recorded if sql.startswith("UPDATE") and "_code" in sql)
    assert re.search(r'WHERE .*[`"]friends[`"] < 5', update)


def test_no_budget_is_read_for_itself_or_locked(recorded):
    place_with_code()

    assert "budget" not in {read_from(sql) for sql in recorded if sql.startswith("SELECT")}
    assert not any(entry.startswith("LOCK") for entry in writes_of(recorded))


def read_from(sql):
    """Return the table that a SELECT is about, whatever its subqueries ask."""
    while (flat := re.sub(r"\([^()]*\)", "", sql)) != sql:
        sql = flat
    return short(re.search(r' FROM [`"](\w+)', sql).group(1))


def test_no_row_of_oscar_is_written(recorded, basket_with_credit):
    place_with_code()
    place_order(basket=basket_with_credit)

    ours = apps.get_app_config("oscar_referrals").get_models()
    tables = {entry.partition(" ")[2] for entry in writes_of(recorded)}
    assert tables <= {short(model._meta.db_table) for model in ours}


@pytest.fixture
def basket_with_credit():
    """Return a basket whose owner uses 10.00 of credit."""
    owner = CustomerFactory()
    person = ledger.person_holder(identity="a" * 64, user_id=owner.pk)
    credit = ledger.open_account(ledger.Pot(AccountKind.CREDIT, person, "EUR"))
    costs = ledger.open_account(ledger.Pot(AccountKind.EXPENSE, ledger.program_holder(1), "EUR"))
    lines = [ledger.Line(credit, Decimal(10)), ledger.Line(costs, Decimal(-10))]
    ledger.post(ledger.Draft(key="gift", memo="gift", lines=lines))
    basket = make_basket(owner=owner)
    put_credit_into_basket(account=Account.objects.get(pk=credit.pk), basket_id=basket.pk)
    return basket


def test_spending_locks_accounts_by_key_before_it_changes_them(recorded, basket_with_credit):
    place_order(basket=basket_with_credit)

    expected = ["INSERT transfer", "LOCK account", "UPDATE account", "INSERT entry"]
    if not connection.features.has_select_for_update:
        expected.remove("LOCK account")
    written = writes_of(recorded)
    assert written[-len(expected) :] == expected
    by_key = re.compile(r'account[`"]\.[`"]id[`"] IN \(.*ORDER BY .*account[`"]\.[`"]id[`"] ASC')
    assert any(by_key.search(sql) for sql in recorded)
