"""Money and cards that a friend gets are the friend's, never the advocate's."""

from decimal import Decimal

import pytest
from django.urls import reverse

from oscar_referrals.flows.code_lists import BoughtCode, add_codes, give_codes
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, GiftCard, ListedCode, Reward
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of
from tests.dashboard.conftest import make_staff

pytestmark = pytest.mark.django_db
PAGE = "/account/invite/"


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


@pytest.fixture
def ben(db):
    return CustomerFactory(email="ben@example.com")


@pytest.fixture
def bring_ben(ben, reward_now):
    """Return a function that lets Ben order by Anna's code; he gets 4.00 of a kind besides."""

    def bring(kind):
        extra = {"side": "friend", "when": "every_referral", "kind": kind, "value": "4.00"}
        program = ProgramFactory(reward_kind="payout", extra_rewards=[extra], minimum=0)
        anna = AdvocateFactory(program=program, user__email="anna@example.com")
        return reward_now(place_referred_order(advocate=anna, user=ben, email=ben.email))

    return bring


def words_for(user):
    """Return what a customer reads on the page."""
    return words_of(signed_in(user).get(PAGE))


def test_money_for_a_friend_is_paid_out_to_the_friend(bring_ben, ben):
    referral = bring_ben("payout")
    assert Account.objects.get(user=ben).balance == Decimal("4.00")
    assert Account.objects.get(user=referral.advocate.user).balance == Decimal("10.00")
    assert "€4.00 to be paid out" in words_for(ben)
    assert "€4.00 in cash for your order · Yours" in words_for(ben)
    assert "€4.00" not in words_for(referral.advocate.user)


def test_the_gift_card_of_a_friend_is_shown_to_the_friend(bring_ben, ben, mailoutbox):
    referral = bring_ben("gift_card")
    card = GiftCard.objects.get()
    address = reverse("referral-gift-card-code", kwargs={"pk": card.pk})
    assert signed_in(referral.advocate.user).post(address).status_code == 404
    assert "Show the code" in words_for(ben)
    assert signed_in(ben).post(address).status_code == 200
    card.refresh_from_db()
    assert card.shown_at is not None
    [message] = [one for one in mailoutbox if "a gift card worth €4.00" in one.body]
    assert message.to == [ben.email]
    assert "valid until" not in message.body
    staff = signed_in(make_staff()).get(reverse("referral-gift-card-list"))
    assert ben.email in words_of(staff)


def test_a_card_of_another_shop_goes_to_the_friend_who_is_told_once(bring_ben, ben, mailoutbox):
    referral = bring_ben("retailer_card")
    staff = signed_in(make_staff("add_listedcode")).get(reverse("referral-code-list"))
    assert ben.email in words_of(staff)
    bought = BoughtCode(line=2, label="Books", currency="EUR", value=Decimal("4.00"), text="B-1")
    add_codes([bought])
    assert give_codes() == 1
    run_due()

    assert ListedCode.objects.get().reward == Reward.objects.get(side="friend")
    assert "B-1" in words_for(ben)
    assert "B-1" not in words_for(referral.advocate.user)
    messages = [one for one in mailoutbox if "gift card" in one.body.lower()]
    assert [(one.to, "Books" in one.body) for one in messages] == [([ben.email], True)]


def test_a_card_with_nothing_left_is_in_the_list_of_rewards_only(bring_ben, ben):
    referral = bring_ben("gift_card")
    change_status(referral.order, "Cancelled")
    run_due()
    words = words_for(ben)
    assert "Show the code" not in words
    assert words.count("gift card") == 1
    assert "A gift card worth €4.00 for your order · Taken back" in words
