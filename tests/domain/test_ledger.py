"""Money moves in balanced pairs, once per key, and nobody's credit goes below zero."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from oscar_referrals import ledger
from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.exceptions import InsufficientCredit, KeyReused, UnbalancedTransfer
from oscar_referrals.models import Account, AccountKind, Entry, Seal, Transfer

TEN = Decimal("10.00")


def open_pair(currency="EUR"):
    """Return a customer's credit and a program's costs."""
    person = ledger.person_holder(identity="a" * 64, user_id=None)
    credit = ledger.open_account(ledger.Pot(AccountKind.CREDIT, person, currency))
    program = ledger.program_holder(1)
    return credit, ledger.open_account(ledger.Pot(AccountKind.EXPENSE, program, currency))


def grant(key="grant:1", amount=TEN, memo="Reward"):
    """Give the customer an amount at the program's cost."""
    credit, expense = open_pair()
    lines = [ledger.Line(credit, amount), ledger.Line(expense, -amount)]
    return ledger.post(ledger.Draft(key=key, memo=memo, lines=lines))


def post_lines(*lines):
    """Post a transfer with these lines."""
    return ledger.post(ledger.Draft(key="x", memo="x", lines=lines))


def balance(kind):
    """Return what an account has."""
    return Account.objects.get(kind=kind).balance


@pytest.mark.django_db
class TestPosting:
    def test_both_sides_change_by_the_same_amount(self):
        grant()

        assert (balance("credit"), balance("expense")) == (TEN, -TEN)
        assert ledger.verify() == []

    def test_the_same_key_and_content_has_one_effect(self):
        first = grant()

        assert grant() == first
        assert (Transfer.objects.count(), balance("credit")) == (1, TEN)

    def test_the_same_key_with_other_content_is_an_error(self):
        grant()

        with pytest.raises(KeyReused):
            grant(amount=Decimal("10.01"))

        assert balance("credit") == TEN

    def test_lines_that_do_not_sum_to_zero_are_refused(self):
        credit, expense = open_pair()

        with pytest.raises(UnbalancedTransfer):
            post_lines(ledger.Line(credit, TEN), ledger.Line(expense, Decimal("-9.99")))

        assert not Transfer.objects.exists()

    def test_two_currencies_are_refused(self):
        credit, __ = open_pair()
        __, expense = open_pair("USD")

        with pytest.raises(UnbalancedTransfer):
            post_lines(ledger.Line(credit, TEN), ledger.Line(expense, -TEN))

    def test_credit_never_becomes_negative_and_nothing_is_written(self):
        grant()

        with pytest.raises(InsufficientCredit):
            grant(key="take", amount=Decimal("-10.01"))

        assert (Transfer.objects.count(), Entry.objects.count()) == (1, 2)
        assert balance("credit") == TEN

    def test_the_database_itself_refuses_negative_credit(self):
        grant()

        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(kind="credit").update(balance=-1)

    def test_a_reversal_is_the_exact_opposite_and_happens_once(self):
        transfer = grant()
        reversal = ledger.reverse(transfer=transfer, key="undo:1", memo="Undone")

        assert ledger.reverse(transfer=transfer, key="undo:1", memo="Undone") == reversal
        assert (balance("credit"), balance("expense")) == (Decimal(0), Decimal(0))
        with pytest.raises(IntegrityError), transaction.atomic():
            ledger.reverse(transfer=transfer, key="undo:2", memo="Undone again")

    def test_a_changed_balance_is_found(self):
        grant()
        Account.objects.filter(kind="credit").update(balance=TEN + 1)

        assert len(ledger.verify()) == 1

    def test_rows_cannot_be_changed_or_deleted(self):
        transfer = grant()

        for row in (transfer, transfer.entries.first()):
            with pytest.raises(TypeError):
                row.save()
            with pytest.raises(TypeError):
                row.delete()


class TestAnySequence(TestCase):
    @given(st.lists(st.integers(-3000, 3000).filter(bool), max_size=12))
    def test_any_sequence_of_grants_and_spends_keeps_the_books_right(self, cents):
        expected = Decimal(0)
        for number, value in enumerate(cents):
            amount = Decimal(value) / 100
            try:
                grant(key=f"k{number}", amount=amount)
            except InsufficientCredit:
                assert expected + amount < 0
            else:
                expected += amount

        assert ledger.verify() == []
        if cents:
            assert balance("credit") == expected >= 0


@pytest.mark.django_db
class TestChainsAndReports:
    def test_sealing_covers_every_entry_once(self):
        grant()
        assert ledger.seal_entries() == 2
        grant(key="grant:2")
        assert ledger.seal_entries() == 2
        assert ledger.seal_entries() == 0

        assert [seal.number for seal in Seal.objects.filter(account__kind="credit")] == [1, 2]
        assert ledger.verify() == []

    @pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"number": 9}])
    def test_a_changed_link_is_found(self, change):
        grant()
        ledger.seal_entries()
        seal = Seal.objects.filter(account__kind="credit").get()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = 'replica'")
        Seal._base_manager.filter(pk=seal.pk).update(**change)

        assert len(ledger.verify()) == 1

    def test_the_statement_shows_each_entry_with_the_balance_after_it(self):
        grant()
        grant(key="spend", amount=Decimal("-4.00"), memo="Spent")

        lines = list(ledger.statement(account=Account.objects.get(kind="credit")))

        assert [(line.transfer.memo, line.amount, line.balance) for line in lines] == [
            ("Reward", TEN, TEN),
            ("Spent", Decimal("-4.00"), Decimal("6.00")),
        ]

    def test_the_liability_is_known_for_any_past_date(self, monkeypatch):
        before = database_now()
        grant()
        monkeypatch.setenv(OFFSET_VARIABLE, "10")
        grant(key="grant:2")

        assert ledger.liability_at(moment=before) == {}
        assert ledger.liability_at(moment=before + timedelta(days=1)) == {"EUR": TEN}
        assert ledger.liability_at(moment=database_now()) == {"EUR": 2 * TEN}

    @pytest.mark.postgres
    def test_postgresql_itself_refuses_to_change_an_entry(self):
        grant()

        rows = Entry._base_manager.all()
        for action in (lambda: rows.update(amount=1), rows.delete):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                action()
