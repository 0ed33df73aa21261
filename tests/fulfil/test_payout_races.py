"""Two of the staff at the same moment, and a process that dies in the middle of a payout."""

import signal
from unittest import mock

import pytest

from oscar_referrals import failpoints
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import payout
from oscar_referrals.models import Account, AccountKind, PayoutBatch, PayoutLine, PayoutState
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.selectors.payouts import ready_accounts
from oscar_referrals.test.factories import CustomerFactory
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.live import in_another_process

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def collect(actor, everybody_is_ready):
    everybody_is_ready()
    try:
        return payout.collect(currency="EUR", actor=actor).pk
    except Refused:
        return None


@pytest.mark.postgres
def test_staff_who_collect_at_once_make_one_payout(earned):
    staff = [CustomerFactory() for _ in range(PEOPLE)]

    answers = at_once(collect, staff, threads=PEOPLE)

    assert errors_in(answers) == []
    assert len([pk for pk in answers if pk is not None]) == 1
    assert PayoutLine.objects.get().amount == 10
    assert list(find_differences()) == []


@pytest.mark.postgres
def test_control_without_the_lock_only_the_constraints_stop_the_second(earned):
    staff = [CustomerFactory() for _ in range(PEOPLE)]

    def look_first(actor, everybody_is_ready):
        ready = list(ready_accounts(moment=payout.database_now()))
        everybody_is_ready()
        with mock.patch.object(payout, "_lock_ready", return_value=ready):
            return payout.collect(currency="EUR", actor=actor).pk

    answers = at_once(look_first, staff, threads=PEOPLE)

    assert len([pk for pk in answers if isinstance(pk, int)]) == 1
    assert len(errors_in(answers)) == PEOPLE - 1
    assert Account.objects.get(kind=AccountKind.PAYOUT_OPEN).balance == 10


@pytest.mark.postgres
def test_staff_who_approve_and_withdraw_at_once_do_one_of_it(earned, collector):
    batch = payout.collect(currency="EUR", actor=collector)
    staff = [CustomerFactory() for _ in range(PEOPLE)]

    def decide(number, everybody_is_ready):
        everybody_is_ready()
        step = (payout.approve, payout.withdraw)[number % 2]
        try:
            step(batch=PayoutBatch.objects.get(pk=batch.pk), actor=staff[number])
        except ForbiddenMove:
            return "too late"
        return step.__name__

    answers = at_once(decide, range(PEOPLE), threads=PEOPLE)

    assert errors_in(answers) == []
    batch.refresh_from_db()
    assert batch.state in (PayoutState.APPROVED, PayoutState.WITHDRAWN)
    assert list(find_differences()) == []


def go_on(collector, approver):
    """Do what is left to do, from whatever point an earlier process has come to."""
    batch = PayoutBatch.objects.first() or payout.collect(currency="EUR", actor=collector)
    if batch.state == PayoutState.DRAFT:
        payout.approve(batch=batch, actor=approver)
    if batch.state == PayoutState.APPROVED:
        payout.export(batch=batch, actor=approver)
    payout.settle(batch=batch, actor=approver)


@pytest.mark.parametrize(
    "point",
    [
        "payout_collected",
        "after_transfer",
        "before_state",
        "before_state:2",
        "payout_exported",
        "payout_settled",
    ],
)
def test_a_payout_ends_the_same_wherever_the_process_dies(earned, collector, approver, point):
    end = in_another_process(lambda: go_on(collector, approver), **{failpoints.VARIABLE: point})
    assert end == -signal.SIGKILL

    go_on(collector, approver)

    batch = PayoutBatch.objects.get()
    assert (batch.state, batch.events.count()) == (PayoutState.SETTLED, 3)
    assert Account.objects.get(kind=AccountKind.PAYOUT_DONE).balance == 10
    assert Account.objects.get(kind=AccountKind.PAYOUT_DUE).balance == 0
    assert list(find_differences()) == []
