"""Amounts are exact on every database, also on SQLite, which calculates with binary fractions."""

from decimal import Decimal

import pytest

from oscar_referrals import ledger
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.models import AccountKind, Budget
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order

pytestmark = pytest.mark.django_db

TENTH, FIFTH = Decimal("0.10"), Decimal("0.20")


def open_accounts():
    """Return a customer's credit, what the shop got back of it, and a program's costs."""
    pots = [
        ledger.Pot(AccountKind.CREDIT, ledger.person_holder(identity="a", user_id=None), "EUR"),
        ledger.Pot(AccountKind.REDEEMED, ledger.Holder("shop"), "EUR"),
        ledger.Pot(AccountKind.EXPENSE, ledger.program_holder(1), "EUR"),
    ]
    accounts = ledger.open_accounts(pots)
    return [accounts[pot] for pot in pots]


def post(key, *lines):
    """Post a transfer of these accounts and amounts."""
    lines = [ledger.Line(account, amount) for account, amount in lines]
    ledger.post(ledger.Draft(key=key, memo="x", lines=lines))


def test_credit_can_be_spent_to_the_last_cent_in_parts():
    credit, redeemed, expense = open_accounts()
    post("grant", (credit, Decimal("0.30")), (expense, Decimal("-0.30")))

    post("first", (credit, -TENTH), (redeemed, TENTH))
    post("second", (credit, -FIFTH), (redeemed, FIFTH))

    credit.refresh_from_db()
    assert credit.balance == 0
    assert ledger.verify() == []


def test_a_transfer_of_three_lines_is_balanced():
    credit, redeemed, expense = open_accounts()

    post("three", (credit, TENTH), (redeemed, FIFTH), (expense, Decimal("-0.30")))

    assert ledger.verify() == []


def test_a_budget_can_be_used_to_the_last_cent_and_no_further():
    program = ProgramFactory(cap=Decimal("0.30"))
    for discount in (TENTH, FIFTH):
        budgets.take(program_id=program.pk, currency="EUR", discount=discount, promise=Decimal(0))

    with pytest.raises(Refused):
        budgets.hold(program_id=program.pk, currency="EUR", amount=Decimal("0.01"))

    assert Budget.objects.get().committed == Decimal("0.30")


def test_what_is_left_of_a_budget_is_offered_to_the_last_cent():
    advocate = AdvocateFactory(
        program__cap=Decimal("1000.10"),
        program__friend_value=TENTH,
        program__reward_value=TENTH,
        program__minimum=Decimal(0),
    )
    Budget.objects.update(reserved=Decimal("999.90"), committed=TENTH)

    referral = place_referred_order(advocate=advocate)

    assert (referral.discount, referral.promise) == (TENTH, Decimal("0.00"))
