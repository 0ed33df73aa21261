"""A click becomes a reward: the main job, through Oscar's own basket and order code."""

from decimal import Decimal

import pytest
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals import ledger
from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    AccountKind,
    Budget,
    Referral,
    ReferralState,
    Reward,
    RewardState,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def after_the_hold(monkeypatch):
    """Move the clock to after the return time."""
    return lambda: monkeypatch.setenv(OFFSET_VARIABLE, "15")


def test_a_friend_gets_the_discount_of_the_terms():
    advocate = AdvocateFactory()
    basket = make_basket()
    basket.vouchers.add(code_of(advocate).voucher_id)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("40.00")
    assert [row["voucher"].code for row in basket.voucher_discounts] == [code_of(advocate).text]


def test_an_order_with_a_code_becomes_a_pending_referral_with_its_amounts():
    advocate = AdvocateFactory(program__cap=Decimal("100"))

    referral = place_referred_order(advocate=advocate)

    assert referral.state == ReferralState.PENDING
    assert (referral.base, referral.discount, referral.promise) == (
        Decimal("40.00"),
        Decimal("10.00"),
        Decimal("10.00"),
    )
    assert referral.order.total_incl_tax == Decimal("40.00")
    budget = Budget.objects.get(program=advocate.program)
    assert (budget.committed, budget.reserved) == (Decimal("10.00"), Decimal("10.00"))


def test_the_answers_of_all_rules_are_kept_with_the_first_move():
    referral = place_referred_order(advocate=AdvocateFactory())
    run_due()

    answers = {row["rule"]: row for row in referral.events.get().details["rules"]}

    assert answers["order_reaches_the_minimum"] == {
        "book": "house",
        "rule": "order_reaches_the_minimum",
        "figures": {},
        "passed": True,
        "reason": "below_minimum",
        "values": {"value": "50.00", "minimum": "40.00"},
    }
    assert len(answers) == 14


def test_a_delivered_order_earns_the_advocate_the_reward_after_the_hold(after_the_hold):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    run_due()
    referral.refresh_from_db()
    assert referral.state == ReferralState.HELD
    assert Reward.objects.get().state == RewardState.PROMISED

    change_status(referral.order, "Delivered")
    run_due()
    referral.refresh_from_db()
    assert referral.state == ReferralState.HELD
    assert referral.due_at is not None

    after_the_hold()
    run_due()
    referral.refresh_from_db()
    assert referral.state == ReferralState.REWARDED
    credit = Account.objects.get(kind=AccountKind.CREDIT)
    assert credit.balance == Decimal("10.00")
    assert ledger.verify() == []


def test_without_delivery_the_reward_waits(after_the_hold):
    referral = place_referred_order(advocate=AdvocateFactory())
    run_due()
    after_the_hold()

    run_due()

    referral.refresh_from_db()
    assert referral.state == ReferralState.HELD


def test_the_advocate_spends_the_credit_in_an_order(after_the_hold):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Delivered")
    after_the_hold()
    run_due()
    credit = Account.objects.get(kind=AccountKind.CREDIT)
    basket = make_basket(owner=advocate.user)
    assert put_credit_into_basket(account=credit, basket_id=basket.pk)

    order = place_order(basket=basket)

    assert order.total_incl_tax == Decimal("40.00")
    credit.refresh_from_db()
    assert credit.balance == Decimal("0.00")
    assert ledger.verify() == []


def test_a_personal_voucher_is_used_once_by_its_owner(after_the_hold):
    advocate = AdvocateFactory(program__reward_kind="voucher")
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Delivered")
    after_the_hold()
    run_due()
    reward = Reward.objects.get()
    stranger = make_basket(owner=CustomerFactory())
    stranger.vouchers.add(reward.voucher_id)
    apply_offers(stranger)
    assert stranger.total_incl_tax == Decimal("50.00")

    for total in (Decimal("40.00"), Decimal("50.00")):
        basket = make_basket(owner=advocate.user)
        basket.vouchers.add(reward.voucher_id)
        assert place_order(basket=basket).total_incl_tax == total
    reward.refresh_from_db()
    assert (reward.state, reward.used) == (RewardState.USED, Decimal("10.00"))


def test_a_cancelled_order_ends_its_referral_and_frees_the_budget():
    advocate = AdvocateFactory(program__cap=Decimal("100"))
    referral = place_referred_order(advocate=advocate)
    run_due()

    change_status(referral.order, "Cancelled")
    run_due()

    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (ReferralState.VOIDED, Reason.ORDER_CANCELLED)
    budget = Budget.objects.get(program=advocate.program)
    assert (budget.committed, budget.reserved) == (Decimal("0.00"), Decimal("0.00"))
    assert Reward.objects.get().state == RewardState.REVOKED


def test_an_order_cancelled_after_the_reward_takes_it_back(after_the_hold):
    advocate = AdvocateFactory()
    referral = place_referred_order(advocate=advocate)
    run_due()
    change_status(referral.order, "Delivered")
    after_the_hold()
    run_due()

    change_status(referral.order, "Cancelled")
    run_due()

    referral.refresh_from_db()
    assert referral.state == ReferralState.CLAWED_BACK
    assert Account.objects.get(kind=AccountKind.CREDIT).balance == Decimal("0.00")
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "email", ["friend@example.com", "FRIEND@example.com", " friend@example.com "]
)
def test_a_friend_is_invited_once(email):
    advocate = AdvocateFactory(program__new_customers_only=False)
    place_referred_order(advocate=advocate)
    basket = make_basket()
    basket.vouchers.add(code_of(advocate).voucher_id)

    with pytest.raises(UnableToPlaceOrder, match="already used an invitation"):
        place_order(basket=basket, email=email)

    assert Referral.objects.count() == 1


def test_an_existing_guest_customer_cannot_use_a_code():
    advocate = AdvocateFactory()
    place_order(basket=make_basket(), email="old@example.com")
    basket = make_basket()
    basket.vouchers.add(code_of(advocate).voucher_id)

    with pytest.raises(UnableToPlaceOrder, match="ordered before"):
        place_order(basket=basket, email="old@example.com")


def test_the_advocate_gets_nothing_for_the_own_code():
    advocate = AdvocateFactory()
    basket = make_basket(owner=advocate.user)
    basket.vouchers.add(code_of(advocate).voucher_id)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("50.00")


def test_below_the_minimum_nothing_is_given():
    advocate = AdvocateFactory()
    basket = make_basket(price="19.99")
    basket.vouchers.add(code_of(advocate).voucher_id)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("39.98")


def test_of_two_codes_in_one_basket_only_one_counts():
    first = AdvocateFactory()
    second = AdvocateFactory(program=first.program)
    basket = make_basket()
    basket.vouchers.add(code_of(first).voucher_id, code_of(second).voucher_id)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("40.00")
    assert len(basket.voucher_discounts) == 1
