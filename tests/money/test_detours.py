"""Unusual orders of events end where the usual ones do."""

from decimal import Decimal

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows import review, shape
from oscar_referrals.flows.refund import record_chargeback, record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Advocate,
    Budget,
    Code,
    Referral,
    ReferralState,
    Reservation,
    Reward,
    Work,
    WorkStatus,
)
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_referred_order,
)

pytestmark = pytest.mark.django_db

TERMS = {"currency": "EUR", "friend_value": Decimal(10), "reward_value": Decimal(10)}


def refund_all(referral):
    """Refund everything the friend has paid."""
    total = referral.order.total_incl_tax
    record_refund(order=referral.order, amount=total, reference="all")


def charge_back(referral):
    """Let the friend's bank take the payment back."""
    record_chargeback(order=referral.order, reference="bank")


def reject(referral):
    """Let staff end the referral."""
    review.reject(referral=referral, actor=CustomerFactory())


def committed():
    """Return what the only budget has spent."""
    return Budget.objects.get().committed


@pytest.mark.parametrize("is_run_between", [True, False])
@pytest.mark.parametrize("first", [refund_all, charge_back, reject])
def test_a_cancelled_order_frees_the_same_whatever_came_before(first, is_run_between):
    advocate = AdvocateFactory(program__code_total=1)
    referral = place_referred_order(advocate=advocate)
    run_due()
    first(referral)
    if is_run_between:
        run_due()

    change_status(referral.order, "Cancelled")
    run_due()

    assert committed() == 0
    assert Code.objects.get().friends == 0
    referral.refresh_from_db()
    assert referral.claimed_identity is None
    assert list(find_differences()) == []


def test_an_order_refunded_and_cancelled_after_the_reward_frees_the_friend(reward_now):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory()))
    refund_all(referral)
    run_due()

    for status in ("Cancelled", "Refunded"):
        change_status(referral.order, status)
        run_due()

    assert committed() == 0
    assert list(find_differences()) == []


def test_a_rejection_of_a_cancelled_order_cannot_be_undone():
    referral = place_referred_order(advocate=AdvocateFactory())
    reject(referral)
    change_status(referral.order, "Cancelled")
    run_due()

    with pytest.raises(review.ForbiddenMove):
        review.reopen(referral=referral, actor=CustomerFactory())


def test_a_reward_is_issued_although_staff_had_ended_it_between_approval_and_issue(monkeypatch):
    referral = place_referred_order(advocate=AdvocateFactory())
    run_due()
    change_status(referral.order, "Delivered")
    run_due()
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    while referral.state != ReferralState.APPROVED:
        run_due(limit=1)
        referral.refresh_from_db()
    staff = CustomerFactory()

    review.reject(referral=referral, actor=staff)
    run_due()
    review.reopen(referral=referral, actor=staff)
    review.accept(referral=referral, actor=staff)
    run_due()

    assert Reward.objects.get().net == Decimal("10.00")
    assert list(find_differences()) == []


def test_a_budget_that_comes_after_the_first_orders_in_a_currency_knows_them():
    advocate = AdvocateFactory()
    program = advocate.program
    shape.change_terms(program=program, terms=TERMS | {"currency": "USD"})
    referral = place_referred_order(advocate=advocate)

    shape.set_budget(program=program, cap=Decimal(100))
    change_status(referral.order, "Cancelled")
    run_due()

    assert not Work.objects.exclude(status=WorkStatus.DONE).exists()
    assert list(find_differences()) == []


@pytest.mark.parametrize("is_rewarded", [True, False])
def test_a_new_limit_counts_only_orders_that_were_not_cancelled(reward_now, is_rewarded):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    if is_rewarded:
        reward_now(referral)
    change_status(referral.order, "Cancelled")
    run_due()

    shape.change_terms(program=advocate.program, terms=TERMS | {"code_total": 1})

    assert Code.objects.get().friends == 0
    assert list(find_differences()) == []


def test_a_new_limit_counts_an_order_that_staff_rejected_but_nobody_cancelled():
    advocate = AdvocateFactory()
    reject(place_referred_order(advocate=advocate))

    shape.change_terms(program=advocate.program, terms=TERMS | {"code_total": 1})

    assert Code.objects.get().friends == 1


def test_an_order_from_before_the_limit_gives_its_place_back_too():
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    limits = {"code_total": 1, "advocate_total": 1}
    shape.change_terms(program=advocate.program, terms=TERMS | limits)

    change_status(referral.order, "Cancelled")
    run_due()

    assert (Code.objects.get().friends, Advocate.objects.get().friends) == (0, 0)
    assert list(find_differences()) == []


def test_a_deleted_account_gives_back_what_its_basket_had_reserved(monkeypatch):
    friend = CustomerFactory()
    basket = make_basket(owner=friend)
    basket.vouchers.add(code_of(AdvocateFactory(program__cap=Decimal(100))).voucher_id)
    apply_offers(basket)
    reserve_invitation(basket)

    friend.delete()
    monkeypatch.setenv(OFFSET_VARIABLE, "1")
    run_due()

    assert not Reservation.objects.exists()
    assert Budget.objects.get().reserved == 0


def test_nobody_is_invited_by_somebody_he_has_invited_himself():
    anna = AdvocateFactory(program__new_customers_only=False)
    ben = AdvocateFactory(program=anna.program)
    carl = AdvocateFactory(program=anna.program)
    place_referred_order(advocate=anna, user=ben.user)
    place_referred_order(advocate=ben, user=carl.user)

    with pytest.raises(Referral.DoesNotExist):
        place_referred_order(advocate=carl, user=anna.user)

    assert list(find_differences()) == []
