"""A friend's benefit that is a piece: two for the price of one, or one piece of a range."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.account.basket_line import describe_invitation
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Budget, Referral
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    make_product,
    place_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


@pytest.fixture
def blends():
    """Return the range of the blends, and two of them, for 12.00 and 16.00."""
    row = get_model("offer", "Range").objects.create(name="Harbor blends", slug="blends")
    products = [make_product(price=price) for price in ("12.00", "16.00")]
    for product in products:
        row.add_product(product)
    return products


@pytest.fixture
def invite():
    """Return a function that makes an advocate whose friends get two for one, up to 15.00."""

    def make(**fields):
        usual = {"friend_benefit": "two_for_one", "friend_value": Decimal(15), "minimum": 0}
        return AdvocateFactory(program=ProgramFactory(**usual | fields))

    return make


def basket_with(advocate, *products, **kwargs):
    """Return a priced basket with a code, and these products besides one for 25.00."""
    basket = make_basket(**{"quantity": 1} | kwargs)
    for product in products:
        basket.add_product(product, 1)
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    return basket


def test_the_cheapest_of_all_pieces_is_free(invite, blends):
    basket = basket_with(invite(), *blends)
    assert basket.total_incl_tax == Decimal("41.00")

    order = place_order(basket=basket, email="friend@example.com")

    referral = Referral.objects.get(order=order)
    assert (referral.base, referral.discount) == (Decimal("41.00"), Decimal("12.00"))
    assert referral.order_value == Decimal("53.00")
    assert [line.line_price_incl_tax for line in order.lines.order_by("pk")] == [25, 0, 16]


def test_only_pieces_of_the_range_count(invite, blends):
    advocate = invite(friend_range="blends")

    assert basket_with(advocate, *blends).total_incl_tax == Decimal("41.00")
    assert basket_with(advocate, blends[1]).total_incl_tax == Decimal("41.00"), "one piece only"


def test_two_pieces_of_one_product_are_two_pieces(invite, blends):
    basket = basket_with(invite(friend_range="blends"), blends[1], blends[1])

    assert basket.total_incl_tax == Decimal("42.00"), "of 57.00, up to 15.00"


def test_one_free_piece_needs_no_second_one(invite, blends):
    advocate = invite(friend_benefit="free_piece", friend_range="blends")

    assert basket_with(advocate, blends[0]).total_incl_tax == Decimal("25.00")
    assert basket_with(advocate).total_incl_tax == Decimal("25.00")


def test_a_friend_is_told_what_is_missing(invite, blends):
    advocate = invite(friend_range="blends")

    line = describe_invitation(basket_with(advocate, blends[0]))

    assert line is not None
    sentence = "Put at least 2 pieces of Harbor blends into your basket to use your invitation."
    assert (line.look, line.sentence) == ("missing", sentence)
    works = describe_invitation(basket_with(advocate, *blends))
    assert works is not None
    assert works.sentence == "Anna's invitation: €12.00 off"


def test_pieces_that_another_offer_has_used_do_not_count(invite, blends):
    condition = oscar_factories.ConditionFactory(
        type="Count", value=1, range__includes_all_products=True
    )
    oscar_factories.ConditionalOfferFactory(
        name="A tenth off",
        priority=10,
        condition=condition,
        benefit=oscar_factories.BenefitFactory(type="Percentage", value=10, range=condition.range),
    )

    basket = basket_with(invite(), *blends)
    assert basket.total_incl_tax == Decimal("47.70")
    combined = basket_with(invite(combines_with_offers=True), *blends)

    assert combined.total_incl_tax <= Decimal("47.70")


def test_a_cancelled_order_frees_the_budget(invite, blends):
    basket = basket_with(invite(cap=Decimal(100)), *blends)
    order = place_order(basket=basket, email="friend@example.com")
    assert Budget.objects.get().committed == Decimal("12.00")
    run_due()

    change_status(order, "Cancelled")
    run_due()

    assert Budget.objects.get().used == 0


def test_a_budget_has_to_have_room_for_the_piece(invite, blends):
    advocate = invite(cap=Decimal("14.99"))

    assert basket_with(advocate, *blends).total_incl_tax == Decimal("53.00")


def test_the_words_name_the_goods(invite, blends):
    address = reverse("referral-invitation", kwargs={"code": code_of(invite()).text})
    page = Client().get(address).content.decode()
    assert "Anna gives you two for the price of one with your first order" in page
    assert "2 pieces of whatever you like have to be in the basket." in page
    assert "For every order, whatever it costs." not in page
    assert "An order counts from 2 pieces of whatever you like." in page
    assert "The cheapest piece is free, as far as it costs €15.00 at most." in page

    advocate = invite(friend_benefit="free_piece", friend_range="blends")
    address = reverse("referral-invitation", kwargs={"code": code_of(advocate).text})
    assert (
        "Anna gives you a piece of Harbor blends for free" in Client().get(address).content.decode()
    )


def test_a_range_that_was_deleted_gives_nothing_and_breaks_nothing(invite, blends):
    advocate = invite(friend_range="blends")
    get_model("offer", "Range").objects.all().filter(slug="blends").delete()

    assert basket_with(advocate, *blends).total_incl_tax == Decimal("53.00")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"friend_range": "nowhere"}, "There is no nowhere."),
        (
            {"friend_benefit": "amount", "friend_range": "blends"},
            "A range belongs to a free piece. Leave it empty.",
        ),
    ],
)
def test_a_wrong_range_is_refused(invite, fields, problem):
    with pytest.raises(TermsInvalid) as refused:
        invite(**fields)
    assert refused.value.problems == {"friend_range": problem}
