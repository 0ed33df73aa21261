"""A refund takes back exactly what it makes undeserved, however it is split and reported."""

from contextlib import nullcontext
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals import ledger
from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.exceptions import KeyReused
from oscar_referrals.flows.refund import record_chargeback, record_refund
from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    AccountKind,
    Budget,
    Referral,
    ReferralState,
    Refund,
    Reward,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_target
from oscar_referrals.shop.orders import order_facts
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import (
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db

#: 100.00 for four pieces, 10.00 off: a base of 90.00, a minimum of 40.00, a promise of 10.00.
BIG = {"price": "25.00", "quantity": 4}


def refund(referral, amount, reference="r1", lines=None):
    """Record a refund of a referral's order and let the rewards follow."""
    record_refund(order=referral.order, amount=Decimal(amount), reference=reference, lines=lines)
    run_due()
    referral.refresh_from_db()


def pieces(referral, quantity):
    """Return that many pieces of an order's only line."""
    return {referral.order.lines.get().pk: quantity}


def test_half_of_the_goods_back_takes_half_of_the_reward_back(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    refund(referral, "45.00", lines=pieces(referral, 2))

    assert credit() == Decimal("5.00")
    assert Reward.objects.get().net == Decimal("5.00")
    assert referral.state == ReferralState.REWARDED
    assert ledger.verify() == []


def test_a_second_report_of_the_same_refund_changes_nothing(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    refund(referral, "45.00", lines=pieces(referral, 2))
    refund(referral, "45.00", lines=pieces(referral, 2))

    assert (credit(), Refund.objects.count()) == (Decimal("5.00"), 1)


def test_the_same_reference_with_another_amount_is_an_error():
    referral = place_referred_order(advocate=AdvocateFactory())
    refund(referral, "1.00")

    with pytest.raises(KeyReused):
        refund(referral, "2.00")

    assert Refund.objects.get().amount == Decimal("1.00")


def test_a_refund_of_shipping_has_no_effect(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory()))

    refund(referral, "6.90", lines={})

    assert credit() == Decimal("10.00")


def test_a_refund_that_names_no_lines_counts_for_the_whole_order(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    refund(referral, "30.00")

    assert credit() == Decimal("6.66")


def test_an_order_that_falls_below_the_minimum_deserves_nothing(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    refund(referral, "67.50", lines=pieces(referral, 3))

    assert credit() == Decimal("0.00")
    assert (referral.state, referral.reason) == (
        ReferralState.CLAWED_BACK,
        Reason.ORDER_REFUNDED,
    )


def test_before_the_reward_such_a_refund_ends_the_referral():
    referral = place_referred_order(advocate=AdvocateFactory(program__cap=Decimal(100)), **BIG)
    run_due()

    refund(referral, "67.50", lines=pieces(referral, 3))

    assert referral.state == ReferralState.VOIDED
    budget = Budget.objects.get()
    assert (budget.committed, budget.reserved) == (Decimal("10.00"), Decimal("0.00"))


def test_more_than_was_bought_is_not_counted(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    refund(referral, "5000.00", lines=pieces(referral, 1))
    refund(referral, "5000.00", reference="r2", lines={999_999: 7})

    assert credit() == Decimal("7.50")


@pytest.mark.parametrize(
    ("policy", "left"), [("full", "0.00"), ("proportional", "7.50"), ("none", "10.00")]
)
def test_the_terms_say_what_a_refund_takes_back(reward_now, credit, policy, left):
    advocate = AdvocateFactory(program__clawback=policy)
    referral = reward_now(place_referred_order(advocate=advocate, **BIG))

    refund(referral, "22.50", lines=pieces(referral, 1))

    assert credit() == Decimal(left)


def test_a_chargeback_takes_everything_back(reward_now, credit):
    referral = reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))

    record_chargeback(order=referral.order, reference="cb1")
    run_due()

    referral.refresh_from_db()
    assert credit() == Decimal("0.00")
    assert referral.reason == Reason.ORDER_CHARGED_BACK


def spend_all(advocate):
    """Let an advocate spend the credit in an order of 50.00; return the order."""
    basket = make_basket(owner=advocate.user)
    account = Account.objects.get(kind=AccountKind.CREDIT)
    put_credit_into_basket(account=account, basket_id=basket.pk)
    return place_order(basket=basket)


def test_what_is_already_spent_is_owed_and_set_off_against_the_next_reward(
    reward_now, credit, monkeypatch
):
    advocate = AdvocateFactory()
    referral = reward_now(place_referred_order(advocate=advocate))
    spend_all(advocate)

    change_status(referral.order, "Cancelled")
    run_due()
    owed = Account.objects.get(kind=AccountKind.RECEIVABLE)
    assert (credit(), owed.balance) == (Decimal("0.00"), Decimal("-10.00"))

    second = place_referred_order(advocate=advocate, email="second@example.com")
    run_due()
    change_status(second.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "30")
    run_due()
    owed.refresh_from_db()
    assert (credit(), owed.balance) == (Decimal("0.00"), Decimal("0.00"))
    assert ledger.verify() == []


def test_a_debt_is_set_off_in_another_program_after_the_key_of_identities_was_changed(
    reward_now, credit, settings, monkeypatch
):
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["old"]
    advocate = AdvocateFactory()
    referral = reward_now(place_referred_order(advocate=advocate))
    spend_all(advocate)
    change_status(referral.order, "Cancelled")
    run_due()

    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["new", "old"]
    again = AdvocateFactory(user=advocate.user)
    second = place_referred_order(advocate=again, email="second@example.com")
    run_due()
    change_status(second.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "30")
    run_due()

    assert again.identity != advocate.identity
    assert Account.objects.get(kind=AccountKind.RECEIVABLE).balance == Decimal("0.00")
    assert credit() == Decimal("0.00")
    assert ledger.verify() == []


def test_what_is_already_spent_is_written_off_if_the_terms_say_so(reward_now, credit):
    advocate = AdvocateFactory(program__recovery="write_off")
    referral = reward_now(place_referred_order(advocate=advocate))
    spend_all(advocate)

    change_status(referral.order, "Cancelled")
    run_due()

    written_off = Account.objects.get(kind=AccountKind.WRITTEN_OFF)
    assert (credit(), written_off.balance) == (Decimal("0.00"), Decimal("-10.00"))


def test_goods_paid_with_credit_give_their_share_of_the_credit_back(reward_now, credit):
    advocate = AdvocateFactory()
    reward_now(place_referred_order(advocate=advocate))
    order = spend_all(advocate)
    line = order.lines.get()

    for number in (1, 2):
        record_refund(
            order=order, amount=Decimal("20.00"), reference=f"r{number}", lines={line.pk: 1}
        )
        run_due()
        assert credit() == Decimal(5 * number)
    assert ledger.verify() == []


def test_a_cancelled_order_gives_all_its_credit_back_once(reward_now, credit):
    advocate = AdvocateFactory()
    reward_now(place_referred_order(advocate=advocate))
    order = spend_all(advocate)

    for status in ("Cancelled", "Refunded"):
        change_status(order, status)
        run_due()

    assert credit() == Decimal("10.00")


@pytest.mark.parametrize(("is_freed", "number"), [(True, 2), (False, 1)])
def test_a_cancelled_order_gives_the_friend_another_chance_if_the_terms_say_so(is_freed, number):
    advocate = AdvocateFactory(program__frees_cancelled_friend=is_freed)
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Cancelled")
    run_due()

    basket = make_basket()
    basket.vouchers.add(referral.claim.code.voucher_id)
    outcome = nullcontext() if is_freed else pytest.raises(UnableToPlaceOrder)
    with outcome:
        place_order(basket=basket, email="friend@example.com")

    assert Referral.objects.count() == number


def test_an_order_edited_downwards_lowers_the_reward(reward_now, credit):
    referral = place_referred_order(advocate=AdvocateFactory(), **BIG)
    run_due()
    referral.order.lines.update(line_price_incl_tax=Decimal("45.00"))

    reward_now(referral)

    assert credit() == Decimal("5.00")


class TestPathIndependence(TestCase):
    @settings(max_examples=20)
    @given(st.lists(st.integers(0, 4000), min_size=1, max_size=5), st.randoms())
    def test_any_split_and_order_of_the_same_refunds_deserves_the_same(self, cents, random):
        advocate = AdvocateFactory()
        at_once = place_referred_order(advocate=advocate, email="one@example.com", **BIG)
        in_parts = place_referred_order(advocate=advocate, email="two@example.com", **BIG)
        total = Decimal(sum(cents)) / 100
        record_refund(order=at_once.order, amount=total, reference="all")
        random.shuffle(cents)
        for number, part in enumerate(cents):
            record_refund(
                order=in_parts.order, amount=Decimal(part) / 100, reference=f"part {number}"
            )

        facts = order_facts([at_once.order_id, in_parts.order_id])
        first, second = (
            reward_target(referral=referral, facts=facts[referral.order_id])
            for referral in (at_once, in_parts)
        )

        assert first == second <= Decimal("10.00")
