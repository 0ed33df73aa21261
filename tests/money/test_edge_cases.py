"""The edge cases whose answers are decided, beyond those of refunds and reservations."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from oscar.core.loading import get_class

from oscar_referrals import ledger
from oscar_referrals.clock import OFFSET_VARIABLE, page_now
from oscar_referrals.flows import guests, shape
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    AccountKind,
    Claim,
    GuestLink,
    Referral,
    ReferralState,
    Reward,
    RewardState,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.shop.orders import order_facts
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)
from tests.money.test_end_of_budget import budget, priced_basket, standing

pytestmark = pytest.mark.django_db


# Tax


def place_order_with_tax(advocate):
    """Place an order of four pieces at 20.83 and 20 % tax, 99.98 together; return the referral.

    Oscar takes the 10.00 off the price without tax here, so the friend saves 12.00.
    """
    basket = make_basket(price="20.83", quantity=4)
    basket.strategy = get_class("partner.strategy", "UK")()
    basket.vouchers.add(code_of(advocate).voucher_id)
    return Referral.objects.get(order=place_order(basket=basket, email="friend@example.com"))


def test_promise_and_refund_are_both_measured_with_tax(reward_now, credit):
    advocate = AdvocateFactory(
        program__reward_shape="percentage", program__reward_value=Decimal("10")
    )
    referral = place_order_with_tax(advocate)
    order, line = referral.order, referral.order.lines.get()

    assert line.line_price_excl_tax == Decimal("73.32")
    assert referral.base == line.line_price_incl_tax == Decimal("87.98")
    assert referral.promise == Decimal("8.79")

    reward_now(referral)
    record_refund(order=order, amount=Decimal("22.50"), reference="r1", lines={line.pk: 1})
    run_due()

    assert credit() == Decimal("6.59")


def test_an_order_that_is_kept_whole_stays_above_the_minimum_whatever_the_tax(reward_now, credit):
    advocate = AdvocateFactory(program__minimum=Decimal("99.00"))

    reward_now(place_order_with_tax(advocate))

    assert credit() == Decimal("10.00")


# Amounts that nobody expects


def test_a_refund_larger_than_what_was_paid_is_counted_up_to_what_was_paid(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory()))

    record_refund(order=referral.order, amount=Decimal("900.00"), reference="r1")
    run_due()

    facts = order_facts([referral.order_id])[referral.order_id]
    assert (facts.returned, facts.left) == (Decimal("40.00"), 0)
    assert credit() == Decimal("0.00")
    assert ledger.verify() == []


def test_yen_are_promised_and_taken_back_in_whole_yen(reward_now, credit):
    advocate = AdvocateFactory(
        program__currency="JPY",
        program__friend_value=Decimal("1000"),
        program__minimum=Decimal("4000"),
        program__reward_shape="percentage",
        program__reward_value=Decimal("7.5"),
    )
    referral = place_referred_order(advocate=advocate, price="3333", quantity=3)
    assert (referral.base, referral.promise) == (Decimal("8999"), Decimal("674"))

    reward_now(referral)
    line = referral.order.lines.get()
    record_refund(order=referral.order, amount=Decimal("3000"), reference="r1", lines={line.pk: 1})
    run_due()

    assert credit() == Decimal("449")


def test_an_order_in_another_currency_gets_no_discount_and_makes_no_referral():
    advocate = AdvocateFactory()
    basket = priced_basket(advocate, currency="USD")

    order = place_order(basket=basket, email="friend@example.com")

    assert (order.currency, order.total_incl_tax) == ("USD", Decimal("50.00"))
    assert not Referral.objects.exists()


# A program that changes


def test_a_referral_keeps_the_terms_it_began_with(reward_now, credit):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)

    shape.change_terms(
        program=advocate.program,
        terms={"currency": "EUR", "friend_value": 1, "reward_value": 1, "clawback": "none"},
    )
    reward_now(referral)

    assert credit() == Decimal("10.00")
    assert referral.terms.number == 1
    change_status(referral.order, "Cancelled")
    run_due()
    assert credit() == Decimal("0.00")


def test_a_claim_keeps_the_terms_it_began_with():
    advocate = AdvocateFactory()
    basket = make_basket()
    claim = Claim.objects.create(
        code=code_of(advocate),
        terms=advocate.program.current_terms,
        basket_id=basket.pk,
        source="typed",
        claimed_at=page_now(),
        expires_at=page_now() + timedelta(days=1),
    )
    shape.change_terms(
        program=advocate.program, terms={"currency": "EUR", "friend_value": 1, "reward_value": 1}
    )
    basket.vouchers.add(claim.code.voucher_id)

    place_order(basket=basket, email="friend@example.com")

    referral = Referral.objects.get()
    assert (referral.discount, referral.promise) == (Decimal("10.00"), Decimal("10.00"))


# The clock


@pytest.mark.parametrize("days", [400, 8000])
def test_a_server_whose_own_clock_runs_ahead_releases_nothing(days):
    referral = place_referred_order(advocate=AdvocateFactory())
    run_due()
    change_status(referral.order, "Delivered")

    with time_machine.travel(page_now() + timedelta(days=days)):
        run_due()

    assert standing(referral)[0] == ReferralState.HELD


def test_a_server_whose_own_clock_is_slow_holds_nothing_back(reward_now, credit):
    with time_machine.travel(page_now() - timedelta(days=1)):
        referral = place_referred_order(advocate=AdvocateFactory())

    reward_now(referral)

    assert credit() == Decimal("10.00")


# An advocate who is gone


def test_an_advocate_deleted_before_the_release_gets_nothing_and_the_friend_keeps_the_discount(
    reward_now,
):
    advocate = AdvocateFactory(program__cap=Decimal(100))
    referral = place_referred_order(advocate=advocate)
    run_due()
    advocate.user.delete()

    reward_now(referral)

    assert standing(referral) == (ReferralState.VOIDED, Reason.CODE_WITHDRAWN)
    assert Reward.objects.get().state == RewardState.REVOKED
    assert budget() == (Decimal("10.00"), Decimal("0.00"))
    assert referral.order.total_incl_tax == Decimal("40.00")
    assert not Account.objects.filter(kind=AccountKind.CREDIT, balance__gt=0).exists()


def test_an_advocate_deleted_between_approval_and_reward_gets_nothing(monkeypatch):
    advocate = AdvocateFactory(program__cap=Decimal(100))
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Delivered")
    run_due()
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    run_due(limit=1)
    assert standing(referral)[0] == ReferralState.APPROVED
    advocate.user.delete()

    run_due()

    assert standing(referral) == (ReferralState.VOIDED, Reason.CODE_WITHDRAWN)
    assert budget() == (Decimal("10.00"), Decimal("0.00"))


def test_an_advocate_who_comes_back_in_time_is_rewarded(reward_now, credit):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    email = advocate.user.email
    advocate.user.delete()
    guests.send_link(email=email)
    guests.take_over(token=GuestLink.objects.get().token, user=CustomerFactory(email=email))

    reward_now(referral)

    assert credit() == Decimal("10.00")
