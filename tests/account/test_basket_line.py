"""The line of the basket about an invitation."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import (
    BenefitFactory,
    ConditionalOfferFactory,
    ConditionFactory,
)

from oscar_referrals.flows import shape
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import apply_offers, make_basket, place_order
from tests.account.pages import claim_address, signed_in, words_in, words_of

LINE = Template("{% load referral_tags %}{% referral_basket_line %}")


def line_of(basket):
    """Return the rendered line of a basket, priced as the shop prices it."""
    apply_offers(basket)
    return words_in(LINE.render(Context({"basket": basket})))


def basket_with(advocate, **fields):
    basket = make_basket(**fields)
    basket.vouchers.add(code_of(advocate).voucher_id)
    return basket


def test_it_says_what_the_invitation_gives(anna):
    assert line_of(basket_with(anna)) == "✓ Anna's invitation: €10.00 off"


def test_it_says_what_is_missing(anna):
    line = line_of(basket_with(anna, price="28.00", quantity=1))
    assert line == "→ Spend €12.00 more to use Anna's €10.00"


def test_without_a_name_it_speaks_of_a_friend(db):
    advocate = AdvocateFactory(shown_name="")
    assert line_of(basket_with(advocate)) == "✓ Your friend's invitation: €10.00 off"
    missing = line_of(basket_with(advocate, price="28.00", quantity=1))
    assert missing == "→ Spend €12.00 more to use your friend's €10.00"


def test_a_percentage_gives_what_it_is_worth_here(db):
    program = ProgramFactory(friend_benefit="percentage", friend_value=15)
    advocate = AdvocateFactory(program=program)
    assert line_of(basket_with(advocate)) == "✓ Anna's invitation: €7.50 off"
    missing = line_of(basket_with(advocate, price="10.00", quantity=1))
    assert missing == "→ Spend €30.00 more to use Anna's 15%"


def test_it_says_why_the_invitation_gives_nothing(anna, ben):
    place_order(basket=make_basket(owner=ben))
    line = line_of(basket_with(anna, owner=ben))
    assert line == "! Invitations are for first orders, and you have ordered before."
    shape.pause(program=anna.program)
    assert line_of(basket_with(anna)) == "! This invitation is no longer valid."


def test_every_rule_that_is_not_met_is_named_with_what_to_do(db):
    rules = [{"rule": "quantity", "pieces": 3}, {"rule": "minimum_value", "amount": "60.00"}]
    advocate = AdvocateFactory(program=ProgramFactory(order_rules=rules))
    line = line_of(basket_with(advocate, price="28.00", quantity=1))
    assert line.startswith("→ Spend €12.00 more to use Anna's €10.00 ")
    assert "3 pieces" in line
    assert "Your order has to be worth €60.00 or more." in line


def test_the_own_code_is_explained(anna):
    line = line_of(basket_with(anna, owner=anna.user))
    assert line == "! This is your own code. Share it with a friend instead."


def test_another_offer_that_takes_everything_is_named_as_the_reason(anna):
    everything = get_model("offer", "Range").objects.create(
        name="Everything", includes_all_products=True
    )
    ConditionalOfferFactory(
        condition=ConditionFactory(range=everything, type="Count", value=1),
        benefit=BenefitFactory(range=everything, type="Percentage", value=5),
        priority=10,
    )
    line = line_of(basket_with(anna))
    assert line == "! Your invitation cannot be combined with another offer."


def test_of_two_codes_the_one_that_counts_is_spoken_of(anna):
    other = AdvocateFactory(shown_name="Olga", program=anna.program)
    basket = basket_with(anna)
    basket.vouchers.add(code_of(other).voucher_id)
    assert line_of(basket) == "✓ Olga's invitation: €10.00 off"


def test_a_basket_without_a_code_has_no_line_and_costs_no_query(db, django_assert_num_queries):
    basket = make_basket()
    apply_offers(basket)
    with django_assert_num_queries(0):
        assert LINE.render(Context({"basket": basket})).strip() == ""


def test_the_line_itself_asks_nothing_of_the_database(anna, django_assert_num_queries):
    basket = basket_with(anna)
    apply_offers(basket)
    with django_assert_num_queries(0):
        LINE.render(Context({"basket": basket}))


def test_the_tag_finds_the_basket_of_the_request(anna, ben):
    request = RequestFactory().get("/")
    request.basket = basket_with(anna)
    request.user = AnonymousUser()
    apply_offers(request.basket)
    assert "€10.00 off" in LINE.render(Context({"request": request}))


def test_a_name_cannot_smuggle_code_into_the_basket(anna):
    type(anna).objects.filter(pk=anna.pk).update(shown_name="<b>")
    basket = basket_with(anna)
    apply_offers(basket)
    assert "&lt;b&gt;&#x27;s invitation" in LINE.render(Context({"basket": basket}))


@pytest.mark.parametrize("headers", [{}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}])
def test_the_shops_basket_shows_it_and_keeps_up_with_changed_quantities(ben, code, headers):
    client, basket = signed_in(ben), make_basket(owner=ben, price="30.00", quantity=1)
    client.post(claim_address(code))
    words = words_of(client.get(reverse("basket:summary")))
    assert "Spend €10.00 more to use Anna's €10.00" in words
    line = get_model("basket", "Line").objects.get(basket=basket)
    data = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": line.pk, "form-0-quantity": 2,
    }  # fmt: skip
    response = client.post(reverse("basket:summary"), data, follow=not headers, **headers)
    text = response.json()["content_html"] if headers else response.content.decode()
    assert "Anna's invitation: €10.00 off" in words_in(text)


def test_the_basket_of_a_visitor_without_a_code_asks_nothing_of_our_tables(ben):
    make_basket(owner=ben)
    client = signed_in(ben)
    client.get(reverse("basket:summary"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("basket:summary"))
    assert [query for query in queries.captured_queries if "oscar_referrals_" in query["sql"]] == []
