"""The end of a budget: a price that was shown is kept, and no reward is promised unpaid."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.test import factories as oscar_factories

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import review, shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Budget,
    Referral,
    ReferralState,
    Reservation,
    Reward,
    Work,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.codes import find_code, works
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


def budget():
    """Return what the only budget has committed and reserved."""
    row = Budget.objects.get()
    return (row.committed, row.reserved)


def standing(referral):
    """Return where a referral stands now, and why."""
    referral.refresh_from_db()
    return (referral.state, referral.reason)


def priced_basket(advocate, **kwargs):
    """Return a basket that shows an advocate's discount."""
    basket = make_basket(**kwargs)
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    return basket


def place_priced(basket, email="friend@example.com"):
    """Place the order of a basket at the prices it shows, without pricing it again."""
    return oscar_factories.create_order(basket=basket, user=AnonymousUser(), guest_email=email)


def test_a_friend_whose_discount_still_fits_gets_it_and_a_person_looks_at_the_reward():
    advocate = AdvocateFactory(program__cap=Decimal("19.99"))

    referral = place_referred_order(advocate=advocate)
    run_due()

    assert referral.order.total_incl_tax == Decimal("40.00")
    assert standing(referral) == (ReferralState.REVIEW, Reason.BUDGET_EXHAUSTED)
    assert referral.promise == Decimal("0.00")
    assert not Reward.objects.exists()
    assert budget() == (Decimal("10.00"), Decimal("0.00"))


def test_the_advocate_is_told_of_such_a_friend_only_when_the_reward_is_promised():
    referral = place_referred_order(advocate=AdvocateFactory(program__cap=Decimal("19.99")))
    run_due()
    told = Work.objects.filter(kind="tell_friend_ordered")
    assert not told.exists()

    shape.set_budget(program=referral.program, cap=Decimal(20))
    review.accept(referral=referral, actor=CustomerFactory(is_staff=True))

    assert told.count() == 1


def test_staff_cannot_accept_it_before_there_is_budget(reward_now, credit):
    staff = CustomerFactory(is_staff=True)
    referral = place_referred_order(advocate=AdvocateFactory(program__cap=Decimal("19.99")))
    run_due()

    with pytest.raises(Refused) as refusal:
        review.accept(referral=referral, actor=staff)
    assert refusal.value.reason == Reason.BUDGET_EXHAUSTED
    assert standing(referral)[0] == ReferralState.REVIEW

    shape.set_budget(program=referral.program, cap=Decimal(20))
    review.accept(referral=referral, actor=staff)
    referral.refresh_from_db()
    assert (referral.state, referral.promise) == (ReferralState.HELD, Decimal("10.00"))
    assert budget() == (Decimal("10.00"), Decimal("10.00"))
    reward_now(referral)
    assert credit() == Decimal("10.00")
    assert budget() == (Decimal("20.00"), Decimal("0.00"))


def test_a_change_of_the_order_does_not_end_what_waits_for_budget():
    referral = place_referred_order(advocate=AdvocateFactory(program__cap=Decimal("19.99")))
    run_due()

    change_status(referral.order, "Being processed")
    run_due()
    assert standing(referral)[0] == ReferralState.REVIEW

    change_status(referral.order, "Cancelled")
    run_due()
    assert standing(referral) == (ReferralState.VOIDED, Reason.ORDER_CANCELLED)
    assert budget() == (Decimal("0.00"), Decimal("0.00"))


def test_a_rejected_one_can_be_reopened_and_is_still_without_a_promise():
    staff = CustomerFactory(is_staff=True)
    referral = place_referred_order(advocate=AdvocateFactory(program__cap=Decimal("19.99")))
    run_due()

    review.reject(referral=referral, actor=staff)
    review.reopen(referral=referral, actor=staff)

    assert standing(referral)[0] == ReferralState.REVIEW
    assert budget() == (Decimal("10.00"), Decimal("0.00"))


def test_new_visitors_see_no_discount_that_the_budget_cannot_give():
    advocate = AdvocateFactory(program__cap=Decimal("9.99"))

    assert not works(find_code(code_of(advocate).text))
    assert priced_basket(advocate).total_incl_tax == Decimal("50.00")


def test_a_budget_that_ends_while_a_friend_checks_out_refuses_the_order():
    advocate = AdvocateFactory(program__cap=Decimal(20))
    basket = priced_basket(advocate)
    shape.set_budget(program=advocate.program, cap=Decimal("9.99"))

    with pytest.raises(UnableToPlaceOrder, match="used up"):
        place_priced(basket)

    assert not Referral.objects.exists()


def test_a_reserved_price_is_kept_when_the_budget_ends_meanwhile():
    advocate = AdvocateFactory(program__cap=Decimal(20))
    basket = priced_basket(advocate, owner=CustomerFactory())
    reserve_invitation(basket)
    shape.set_budget(program=advocate.program, cap=Decimal(5))

    order = place_order(basket=basket)

    assert order.total_incl_tax == Decimal("40.00")
    assert Referral.objects.get().promise == Decimal("10.00")
    assert budget() == (Decimal("10.00"), Decimal("10.00"))


def test_a_reservation_keeps_the_discount_alone_where_the_reward_does_not_fit():
    advocate = AdvocateFactory(program__cap=Decimal("19.99"))
    basket = priced_basket(advocate, owner=CustomerFactory())

    reserve_invitation(basket)
    assert Reservation.objects.get().amount == Decimal("10.00")
    place_order(basket=basket)

    assert Referral.objects.get().promise == Decimal("0.00")
    assert budget() == (Decimal("10.00"), Decimal("0.00"))


def test_a_reservation_moves_to_the_program_whose_code_the_basket_carries_now():
    friend = CustomerFactory()
    first = AdvocateFactory(program__cap=Decimal(100))
    second = AdvocateFactory(program__cap=Decimal(100))
    basket = priced_basket(first, owner=friend)
    reserve_invitation(basket)
    basket.vouchers.set([code_of(second).voucher_id])
    apply_offers(basket)

    reserve_invitation(basket)

    assert Reservation.objects.get().program == second.program
    reserved = Budget.objects.order_by("program").values_list("program", "reserved")
    assert dict(reserved) == {first.program_id: 0, second.program_id: Decimal("20.00")}
