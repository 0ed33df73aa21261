"""A share link that names a product leads there, once the friend has claimed."""

import re

import pytest

from oscar_referrals.models import Claim, Visit
from oscar_referrals.test.orders import make_product
from tests.account.pages import claim_address, invitation, short_link, words_of


@pytest.fixture
def product(db):
    product = make_product()
    product.title = "Harbor <espresso>"
    product.save()
    return product


def test_the_link_counts_the_visit_and_tells_what_the_code_gives_first(visitor, code, product):
    response = visitor.get(short_link(code), {"to": product.pk})
    assert response["Location"] == f"{invitation(code)}?to={product.pk}"
    assert Visit.objects.count() == 1
    words = words_of(visitor.get(response["Location"]))
    assert "Anna thought of you and Harbor <espresso>. It is the next page." in words
    assert "Claim my €10.00" in words


def test_the_button_leads_on_to_the_product(visitor, code, product):
    page = visitor.get(invitation(code), {"to": product.pk}).text
    fields = dict(re.findall(r'type="hidden" name="(attempt|to)" value="([^"]*)"', page))
    response = visitor.post(claim_address(code), fields)
    assert (response.status_code, response["Location"]) == (303, product.get_absolute_url())
    assert Claim.objects.get().code.text == code


def test_who_has_claimed_finds_the_way_to_the_product(visitor, code, product):
    visitor.post(claim_address(code))
    response = visitor.get(invitation(code), {"to": product.pk})
    assert "See Harbor <espresso>" in words_of(response)
    assert f'href="{product.get_absolute_url()}"' in response.text


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "0",
        "-1",
        "007",
        "٣",
        "1e3",
        "9" * 400,
        "",
        "\x00",
    ],
)
def test_only_products_of_the_shop_can_be_named(visitor, code, product, wanted):
    assert visitor.get(short_link(code), {"to": wanted})["Location"] == invitation(code)
    assert visitor.post(claim_address(code), {"to": wanted})["Location"] == invitation(code)


def test_a_product_that_is_not_on_sale_is_not_shown(visitor, code, product):
    product.is_public = False
    product.save()
    assert visitor.get(short_link(code), {"to": product.pk})["Location"] == invitation(code)


def test_a_link_typed_without_its_slash_leads_on_at_once(visitor, code):
    response = visitor.get(short_link(code).rstrip("/"))
    assert (response.status_code, response["Location"]) == (302, invitation(code))
