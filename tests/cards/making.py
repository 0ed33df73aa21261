"""Makes what the tests of cards need, by calling the flows."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from oscar_referrals.flows import cards
from oscar_referrals.models import ProgramKind, Referral
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order


def make_program(**fields):
    """Return a live implicit program: 10.00 off from 40.00, 10.00 for an advocate."""
    return ProgramFactory(**{"kind": ProgramKind.IMPLICIT} | fields)


def make_batch(program=None, *, owner=None, place="", **wanted):
    """Return a batch of three cards for 12.00."""
    usual = {"name": "Café Nord, June", "number": 3, "print_cost": Decimal("12.00")}
    return cards.make_cards(
        program=program or make_program(),
        wanted=cards.CardOrder(**usual | wanted),
        owner=owner,
        place=place,
    )


def use(card, email="friend@example.com", quantity=2):
    """Let a friend order with a card; return the referral, None if the code gave nothing."""
    basket = make_basket(quantity=quantity)
    basket.vouchers.add(card.code.voucher_id)
    order = place_order(basket=basket, email=email)
    return Referral.objects.filter(order=order).first()


def scan(card, address="203.0.113.7"):
    """Open a card's link as a person does; return the response."""
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile)")
    return client.get(reverse("referral-short-link", kwargs={"code": card.code.text}))


def assert_all_is_well():
    """Nothing in the tables contradicts anything else."""
    assert list(find_differences()) == []
