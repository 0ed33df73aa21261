"""Money is collected, approved by a second person, exported and settled: each of it once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import payout
from oscar_referrals.flows.payout_details import change_payout_details
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import PayoutBatch, PayoutDetails, PayoutLine, PayoutState, Transfer
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.selectors.payouts import due_payouts, ready_accounts, rows_of
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.fulfil.conftest import IBAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(earned, collector):
    """A batch with Anna's 10.00."""
    return payout.collect(currency="EUR", actor=collector)


@pytest.fixture
def exported(batch, approver):
    """The same, approved and exported."""
    payout.approve(batch=batch, actor=approver)
    payout.export(batch=batch, actor=approver)
    return batch


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


def test_a_reward_in_money_waits_to_be_paid_out(earned, balance):
    assert balance("payout_due") == Decimal("10.00")
    [due] = due_payouts(moment=database_now())
    assert (due.currency, due.ready, due.people, due.waiting_people) == ("EUR", 10, 1, 0)


def test_collecting_moves_the_money_into_the_batch(batch, balance):
    assert (balance("payout_due"), balance("payout_open")) == (0, Decimal("10.00"))
    assert (batch.state, batch.total) == (PayoutState.DRAFT, Decimal("10.00"))
    line = batch.lines.get()
    assert (line.name, line.destination, line.amount) == ("Anna Keller", IBAN, 10)


def test_what_was_collected_cannot_be_collected_again(batch, collector):
    with pytest.raises(Refused) as refusal:
        payout.collect(currency="EUR", actor=collector)
    assert refusal.value.reason == Reason.NOTHING_TO_PAY
    assert PayoutBatch.objects.count() == 1


def test_what_comes_while_a_payout_is_open_waits_for_the_next_one(batch, anna, collector, balance):
    referral = place_referred_order(advocate=anna, email="carla@example.com")
    run_due()
    change_status(referral.order, "Delivered")
    # Earned long after: the return time has to pass once more.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "40")
        run_due()
        assert balance("payout_due") == Decimal("10.00")
        assert list(ready_accounts(moment=database_now())) == []


@pytest.mark.parametrize("who", ["nobody", "somebody new"])
def test_nothing_is_paid_before_details_may_be_used(reward_now, program, collector, who):
    advocate = AdvocateFactory(program=program)
    reward_now(place_referred_order(advocate=advocate))
    if who == "somebody new":
        change_payout_details(user=advocate.user, name="Anna", destination=IBAN)

    with pytest.raises(Refused):
        payout.collect(currency="EUR", actor=collector)
    [due] = due_payouts(moment=database_now())
    assert (due.people, due.waiting, due.waiting_people) == (0, 10, 1)


def test_changed_details_stop_the_payout_for_a_week(earned, anna, collector):
    change_payout_details(user=anna.user, name="Mallory", destination="mallory@pay.example")

    with pytest.raises(Refused):
        payout.collect(currency="EUR", actor=collector)


def test_nobody_approves_what_he_has_collected(batch, collector):
    with pytest.raises(Refused) as refusal:
        payout.approve(batch=batch, actor=collector)
    assert refusal.value.reason == Reason.OWN_PAYOUT
    batch.refresh_from_db()
    assert batch.state == PayoutState.DRAFT


def test_nobody_approves_money_for_himself(batch, anna):
    with pytest.raises(Refused) as refusal:
        payout.approve(batch=batch, actor=anna.user)
    assert refusal.value.reason == Reason.OWN_PAYOUT


def test_the_database_itself_knows_four_eyes(batch, collector):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.update(approved_by=collector, approved_at=database_now())


def test_the_database_itself_exports_nothing_unapproved(batch):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.update(state=PayoutState.EXPORTED)


def test_the_database_itself_keeps_a_person_out_of_two_open_lines(batch, earned):
    line = batch.lines.get()
    other = PayoutBatch.objects.create(
        currency="EUR", total=1, digest="", collected_at=database_now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutLine.objects.create(
            batch=other, account=line.account, open_account=line.account, amount=1
        )
    other.delete()


def test_a_payout_cannot_be_exported_before_it_is_approved(batch, approver):
    with pytest.raises(ForbiddenMove):
        payout.export(batch=batch, actor=approver)


def test_altered_lines_are_neither_approved_nor_exported(batch, approver):
    lines = PayoutLine.objects.filter(batch=batch)
    lines.update(destination="GB33BUKB20201555555555")
    with pytest.raises(Refused) as refusal:
        payout.approve(batch=batch, actor=approver)
    assert refusal.value.reason == Reason.PAYOUT_ALTERED
    assert "the lines are not those that were collected" in " ".join(find_differences())
    lines.update(destination=IBAN)
    payout.approve(batch=batch, actor=approver)


def test_a_line_is_written_once(batch):
    line = batch.lines.get()
    line.amount = 1
    with pytest.raises(TypeError):
        line.save()


def test_every_step_can_be_repeated(exported, approver, balance):
    payout.export(batch=exported, actor=approver)
    for _ in range(2):
        payout.settle(batch=exported, actor=approver)

    assert exported.state == PayoutState.SETTLED
    assert (balance("payout_open"), balance("payout_done")) == (0, Decimal("10.00"))
    assert exported.events.count() == 3


def test_the_file_names_each_transfer(exported):
    line = exported.lines.get()
    assert list(rows_of(exported)) == [
        (f"INVITE-{exported.pk}-{line.pk}", "Anna Keller", IBAN, Decimal("10.00"), "EUR")
    ]


def test_a_withdrawn_payout_can_be_collected_again(batch, collector, balance):
    for _ in range(2):
        payout.withdraw(batch=batch, actor=collector)
    assert (balance("payout_due"), balance("payout_open")) == (Decimal("10.00"), 0)
    assert payout.collect(currency="EUR", actor=collector).total == 10


def test_an_exported_payout_cannot_be_withdrawn(exported, collector):
    with pytest.raises(ForbiddenMove):
        payout.withdraw(batch=exported, actor=collector)


def test_money_that_did_not_arrive_is_to_be_paid_again(exported, approver, balance):
    for _ in range(2):
        payout.record_failure(line=exported.lines.get(), why="closed", actor=approver)
    exported.refresh_from_db()
    assert exported.state == PayoutState.SETTLED
    assert (balance("payout_due"), balance("payout_done")) == (Decimal("10.00"), 0)


def test_money_that_comes_back_later_is_to_be_paid_again(exported, approver, collector, balance):
    payout.settle(batch=exported, actor=approver)
    payout.record_failure(line=exported.lines.get(), why="closed", actor=approver)
    assert (balance("payout_due"), balance("payout_done")) == (Decimal("10.00"), 0)
    assert payout.collect(currency="EUR", actor=collector).total == 10


def test_a_draft_has_no_failures(batch, approver):
    with pytest.raises(ForbiddenMove):
        payout.record_failure(line=batch.lines.get(), why="closed", actor=approver)


def test_a_refund_takes_from_what_is_still_to_be_paid(earned, balance):
    record_refund(order=earned.order, amount=earned.order.total_incl_tax, reference="all")
    run_due()
    assert (balance("payout_due"), balance("receivable")) == (0, 0)


@pytest.mark.parametrize(("recovery", "kind"), [("receivable", -10), ("write_off", 0)])
def test_a_refund_after_collecting_is_owed_or_written_off(
    program, anna, reward_now, collector, balance, recovery, kind
):
    from oscar_referrals.models import Terms

    Terms.objects.update(recovery=recovery)
    referral = reward_now(place_referred_order(advocate=anna, email="ben@example.com"))
    payout.collect(currency="EUR", actor=collector)

    change_status(referral.order, "Cancelled")
    run_due()

    assert (balance("payout_open"), balance("receivable")) == (10, kind)


def test_the_customer_is_told_when_the_money_has_arrived(exported, approver, mailoutbox):
    mailoutbox.clear()
    payout.settle(batch=exported, actor=approver)
    run_due()
    [message] = mailoutbox
    assert message.subject == "Paid out: €10.00"
    assert "ending in 2051" in message.body
    assert IBAN not in message.body


def test_a_change_is_told_to_the_old_address_too(anna, mailoutbox):
    run_due()
    mailoutbox.clear()
    anna.user.email = "mallory@example.com"
    anna.user.save()

    change_payout_details(user=anna.user, name="Mallory", destination="mallory@pay.example")
    run_due()

    assert {address for message in mailoutbox for address in message.to} == {
        "anna@example.com",
        "mallory@example.com",
    }
    assert {message.subject for message in mailoutbox} == {"Your payout details were changed"}


def test_the_same_details_again_change_nothing(anna):
    change_payout_details(user=anna.user, name="Anna Keller", destination=IBAN)
    assert PayoutDetails.objects.count() == 1


def test_details_change_twice_a_day_at_most(anna):
    change_payout_details(user=anna.user, name="Anna K", destination=IBAN)
    with pytest.raises(Refused) as refusal:
        change_payout_details(user=anna.user, name="Anna", destination=IBAN)
    assert refusal.value.reason == Reason.CHANGED_TOO_OFTEN


def test_every_movement_is_in_the_ledger(exported, approver):
    payout.settle(batch=exported, actor=approver)
    keys = [key.partition(":")[0] for key in Transfer.objects.values_list("key", flat=True)]
    assert keys == ["grant", "payout", "payout_paid"]
