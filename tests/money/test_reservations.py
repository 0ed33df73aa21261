"""What is reserved before payment is kept for that basket, comes back, and is never lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Budget, Referral, Reservation
from oscar_referrals.reasons import Reason
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_basket, place_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def advocate(db):
    """Return an advocate whose program can afford exactly one referral."""
    return AdvocateFactory(program__cap=Decimal("20.00"))


def basket_at_payment(advocate, owner=None):
    """Return a priced basket of a signed-in friend, just before payment."""
    basket = make_basket(owner=owner or CustomerFactory())
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    return basket


def reserved():
    """Return what the only budget has reserved."""
    return Budget.objects.get().reserved


def test_reserving_keeps_discount_and_promise(advocate):
    reserve_invitation(basket_at_payment(advocate))

    assert (reserved(), Reservation.objects.get().amount) == (Decimal("20.00"), Decimal("20.00"))


def test_the_same_basket_may_pay_again_after_a_failed_card(advocate):
    basket = basket_at_payment(advocate)
    reserve_invitation(basket)
    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("40.00")
    reserve_invitation(basket)

    assert (reserved(), Reservation.objects.count()) == (Decimal("20.00"), 1)


def test_who_comes_to_payment_again_is_in_no_orders_way(advocate):
    basket = basket_at_payment(advocate)
    with CaptureQueriesContext(connection) as first:
        reserve_invitation(basket)
    apply_offers(basket)
    with CaptureQueriesContext(connection) as second:
        reserve_invitation(basket)

    assert [written_to_budget(first), written_to_budget(second)] == [1, 0]


def written_to_budget(sent):
    """Return how often the row that every order of a program needs was written."""
    return sum(query["sql"].startswith(f'UPDATE "{Budget._meta.db_table}"') for query in sent)


def test_whoever_comes_second_is_told_before_payment(advocate):
    second = basket_at_payment(advocate)
    reserve_invitation(basket_at_payment(advocate))

    with pytest.raises(Refused) as refusal:
        reserve_invitation(second)

    assert refusal.value.reason == Reason.BUDGET_EXHAUSTED
    assert Reservation.objects.count() == 1


def test_the_order_uses_its_reservation_up(advocate):
    basket = basket_at_payment(advocate)
    reserve_invitation(basket)

    place_order(basket=basket)

    budget = Budget.objects.get()
    assert (budget.committed, budget.reserved) == (Decimal("10.00"), Decimal("10.00"))
    assert not Reservation.objects.exists()


def test_an_unpaid_reservation_comes_back(advocate, monkeypatch):
    reserve_invitation(basket_at_payment(advocate))

    run_due()
    assert reserved() == Decimal("20.00")
    monkeypatch.setenv(OFFSET_VARIABLE, "1")
    run_due()

    assert reserved() == Decimal("0.00")
    assert not Reservation.objects.exists()


def test_a_renewed_reservation_does_not_end_at_its_first_date(advocate):
    basket = basket_at_payment(advocate)
    reserve_invitation(basket)
    later = database_now() + timedelta(hours=2)
    Reservation.objects.update(expires_at=later)

    run_due()

    assert Reservation.objects.get().expires_at == later


def test_another_basket_of_the_same_friend_waits_while_the_first_may_be_paid(advocate):
    friend = CustomerFactory()
    first = basket_at_payment(advocate, friend)
    second = basket_at_payment(advocate, friend)
    Budget.objects.update(cap=None)
    reserve_invitation(first)

    with pytest.raises(Refused) as refusal:
        reserve_invitation(second)

    assert refusal.value.reason == Reason.ALREADY_REFERRED


def test_a_merged_basket_takes_the_reservation_over(advocate):
    friend = CustomerFactory()
    first = basket_at_payment(advocate, friend)
    reserve_invitation(first)
    second = make_basket(owner=friend)
    second.merge(first)
    apply_offers(second)

    reserve_invitation(second)

    assert Reservation.objects.get().basket_id == second.pk
    assert Budget.objects.get().reserved == Decimal("20.00")


def test_nobody_reserves_after_having_used_an_invitation(advocate):
    Budget.objects.update(cap=None)
    friend = CustomerFactory()
    first, second = basket_at_payment(advocate, friend), basket_at_payment(advocate, friend)
    place_order(basket=first)

    with pytest.raises(Refused):
        reserve_invitation(second)

    assert Referral.objects.count() == 1
    assert not Reservation.objects.exists()
