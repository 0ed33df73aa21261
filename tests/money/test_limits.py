"""Limits of friends per code and per advocate hold, and a cancelled order gives its place back."""

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.test import factories as oscar_factories

from oscar_referrals.flows import shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, Code, Referral, ReferralState
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("limit", ["code_total", "advocate_total"])
def test_one_more_friend_than_the_limit_is_refused(limit):
    advocate = AdvocateFactory(**{f"program__{limit}": 2})
    for number in range(2):
        place_referred_order(advocate=advocate, email=f"{number}@example.com")

    with pytest.raises(Referral.DoesNotExist):
        place_referred_order(advocate=advocate, email="third@example.com")

    assert Referral.objects.count() == 2


def test_a_cancelled_order_gives_its_place_back():
    advocate = AdvocateFactory(program__code_total=1, program__advocate_total=1)
    referral = place_referred_order(advocate=advocate)
    change_status(referral.order, "Cancelled")
    run_due()

    place_referred_order(advocate=advocate, email="second@example.com")

    assert (Code.objects.get().friends, Advocate.objects.get().friends) == (1, 1)


def test_a_new_limit_counts_who_was_there_before():
    advocate = AdvocateFactory()
    place_referred_order(advocate=advocate, email="first@example.com")
    shape.change_terms(
        program=advocate.program,
        terms={"currency": "EUR", "friend_value": 10, "reward_value": 10, "code_total": 1},
    )

    with pytest.raises((Referral.DoesNotExist, UnableToPlaceOrder)):
        place_referred_order(advocate=advocate, email="second@example.com")

    assert Code.objects.get().friends == 1


def test_an_order_on_its_way_while_a_limit_begins_is_counted():
    advocate = AdvocateFactory()
    basket = make_basket()
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    shape.change_terms(
        program=advocate.program,
        terms={"currency": "EUR", "friend_value": 10, "reward_value": 10, "code_total": 1},
    )

    oscar_factories.create_order(
        basket=basket, user=AnonymousUser(), guest_email="friend@example.com"
    )

    assert Referral.objects.count() == Code.objects.get().friends == 1
    assert list(find_differences()) == []
    with pytest.raises((Referral.DoesNotExist, UnableToPlaceOrder)):
        place_referred_order(advocate=advocate, email="second@example.com")


def test_too_many_friends_in_a_month_are_looked_at_by_a_person():
    advocate = AdvocateFactory(program__advocate_limit=2)
    for number in range(3):
        place_referred_order(advocate=advocate, email=f"{number}@example.com")
    run_due()

    states = list(Referral.objects.order_by("pk").values_list("state", "reason"))

    assert states == [
        (ReferralState.HELD, Reason.ORDER_ACCEPTED),
        (ReferralState.HELD, Reason.ORDER_ACCEPTED),
        (ReferralState.REVIEW, Reason.ADVOCATE_LIMIT),
    ]
