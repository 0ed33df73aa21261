"""Two orders at the same moment pay with one gift card."""

from decimal import Decimal
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_class
from oscar.test.factories import create_order

from oscar_referrals.flows.gift_card import put_card_into_basket, show_code
from oscar_referrals.ledger import posting
from oscar_referrals.models import Account, GiftCard
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.sharing.typed_cards import SESSION_KEY
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import apply_offers, make_basket, place_referred_order
from tests.reliability.crowd import at_once, errors_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ORDERS = 4


@pytest.fixture
def card(transactional_db, reward_now):
    """A card over 30.00, whose code is known to many."""
    program = ProgramFactory(reward_kind="gift_card", reward_value=Decimal("30.00"))
    reward_now(place_referred_order(advocate=AdvocateFactory(program=program)))
    card = GiftCard.objects.get()
    show_code(card=card)
    return card


def fill_basket(card):
    """Return a basket of 20.00 in a browser in which the card's code was typed."""
    basket = make_basket(price="10.00")
    request = RequestFactory().get("/")
    request.session = {SESSION_KEY: card.account_id}
    request.user = AnonymousUser()
    basket.strategy = get_class("partner.strategy", "Default")(request)
    put_card_into_basket(card=card, basket_id=basket.pk)
    return basket


def order_at_once(card):
    """Let baskets of 20.00 be ordered at once; return what came of each, and the answers."""
    card.account.refresh_from_db()
    baskets = [fill_basket(card) for _ in range(ORDERS)]

    def order(basket, everybody_is_ready):
        apply_offers(basket)
        everybody_is_ready()
        try:
            create_order(basket=basket, user=AnonymousUser(), guest_email="a@example.com")
        except UnableToPlaceOrder:
            return "refused"
        return "placed"

    return at_once(order, baskets, threads=ORDERS)


def test_a_card_is_not_spent_twice(card):
    answers = order_at_once(card)

    assert errors_in(answers) == []
    assert sorted(answers) == ["placed", "refused", "refused", "refused"]
    assert Account.objects.get(pk=card.account_id).balance == Decimal("10.00")
    assert list(find_differences()) == []


def test_control_without_lock_and_check_only_the_constraint_keeps_the_card_from_going_below_zero(
    card,
):
    def read_only(model, pks, *related):
        return list(model.objects.filter(pk__in=pks).order_by("pk"))

    with (
        mock.patch.object(posting, "lock_rows", read_only),
        mock.patch.object(posting, "OWED", ()),
    ):
        answers = order_at_once(card)

    assert answers.count("placed") == 1
    assert Account.objects.get(pk=card.account_id).balance == Decimal("10.00")
