"""Statements: what a partner was promised is put together and paid once."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import partner_statements, payout, shape
from oscar_referrals.flows.payout_details import change_payout_details
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    PartnerStatement,
    Transfer,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
)
from oscar_referrals.test.orders import make_basket, place_order, place_referred_order
from oscar_referrals.test.partners import balances, make_pledge, make_statement

pytestmark = pytest.mark.django_db


def kinds_of_keys():
    """Return what the keys of all transfers begin with: the same number may follow in each kind."""
    return {key.partition(":")[0] for key in Transfer.objects.values_list("key", flat=True)}


def test_a_statement_holds_every_posting_once(pledge):
    first = make_statement(pledge)
    place_order(basket=make_basket(price="10.00"), email="other@example.com")
    call_command("referrals_reconcile", stdout=StringIO())

    second = make_statement(pledge, ends_at=database_now())

    assert (first.amount, second.amount) == (Decimal("5.00"), Decimal("2.00"))
    assert (first.starts_at, second.starts_at) == (None, first.ends_at)
    assert list(find_differences()) == []


def test_there_is_no_statement_about_nothing(pledge):
    make_statement(pledge)

    with pytest.raises(Refused) as refusal:
        make_statement(pledge)

    assert refusal.value.reason == Reason.NOTHING_TO_STATE
    assert PartnerStatement.objects.count() == 1


def test_a_statement_goes_until_a_moment(pledge):
    with pytest.raises(Refused):
        make_statement(pledge, ends_at=database_now() - timedelta(days=1))


def test_paying_a_statement_twice_posts_once(pledge):
    statement = make_statement(pledge)

    assert partner_statements.mark_paid(statement=statement, reference="SEPA 1") is True
    assert partner_statements.mark_paid(statement=statement, reference="SEPA 2") is False

    assert balances() == (Decimal("0.00"), Decimal("5.00"))
    assert statement.reference == "SEPA 1"
    assert list(find_differences()) == []


def test_a_partner_and_a_customer_are_paid_under_keys_of_their_own(pledge, reward_now):
    statement = make_statement(pledge)
    earlier = kinds_of_keys()
    partner_statements.mark_paid(statement=statement)
    of_the_partner = kinds_of_keys() - earlier

    anna = AdvocateFactory(program=ProgramFactory(reward_kind="payout"))
    change_payout_details(user=anna.user, name="Anna", destination="DE02120300000000202051")
    reward_now(place_referred_order(advocate=anna))
    earlier = kinds_of_keys()
    payout.collect(currency="EUR", actor=CustomerFactory(is_staff=True))

    assert of_the_partner
    assert kinds_of_keys() - earlier
    assert list(find_differences()) == []


def test_a_refund_after_the_payment_is_set_off_against_the_next_statement(pledge):
    partner_statements.mark_paid(statement=make_statement(pledge))
    order = pledge.donations.get().order
    record_refund(order=order, amount=Decimal("25.00"), reference="half")
    run_due()

    assert balances()[0] == Decimal("-2.50")
    with pytest.raises(Refused):
        make_statement(pledge)
    place_order(basket=make_basket(), email="other@example.com")
    call_command("referrals_reconcile", stdout=StringIO())

    assert make_statement(pledge).amount == Decimal("2.50")
    assert list(find_differences()) == []


def test_an_ended_program_still_pays_what_it_owes(pledge):
    shape.end(program=pledge.program)

    assert make_statement(pledge).amount == Decimal("5.00")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_people_pay_one_statement_once_because_of_the_lock(monkeypatch, is_locked):
    pledge = make_pledge()
    place_order(basket=make_basket(), email="buyer@example.com")
    run_due()
    statement = make_statement(pledge)
    barrier, answers = Barrier(2), []

    def unlocked_row(model, pk):
        row = model.objects.get(pk=pk)
        barrier.wait(timeout=5)
        return row

    if not is_locked:
        monkeypatch.setattr(partner_statements, "lock_row", unlocked_row)

    def pay():
        answers.append(
            partner_statements.mark_paid(statement=PartnerStatement.objects.get(pk=statement.pk))
        )
        connection.close()

    people = [Thread(target=pay) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(answers) == ([False, True] if is_locked else [True, True])
    assert Transfer.objects.filter(key__startswith="statement_paid:").count() == 1
