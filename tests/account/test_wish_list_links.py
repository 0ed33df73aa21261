"""A wish list is shared with a code: the friend claims first, and then sees the list."""

import pytest
from oscar.core.loading import get_model

from oscar_referrals.test.orders import make_product
from tests.account.pages import claim_address, invitation, short_link, words_of


@pytest.fixture
def wish_list(anna):
    wish_list = get_model("wishlists", "WishList").objects.create(
        owner=anna.user, name="Birthday <list>", visibility="Public"
    )
    wish_list.add(make_product())
    return wish_list


def named(wish_list):
    return {"to": f"list-{wish_list.key}"}


def test_a_friend_claims_and_comes_to_the_list(visitor, code, wish_list):
    response = visitor.get(short_link(code), named(wish_list))
    assert response["Location"] == f"{invitation(code)}?to=list-{wish_list.key}"
    words = words_of(visitor.get(response["Location"]))
    assert "Anna thought of you and Birthday <list>. It is the next page." in words
    response = visitor.post(claim_address(code), named(wish_list))
    assert response["Location"] == wish_list.get_shared_url()
    assert visitor.get(response["Location"]).status_code == 200


def test_a_list_for_certain_people_is_not_named_to_others(visitor, code, wish_list):
    wish_list.visibility = wish_list.SHARED
    wish_list.save()
    words = words_of(visitor.get(invitation(code), named(wish_list)))
    assert "Anna thought of you and a wish list." in words
    assert "Birthday" not in words


@pytest.mark.parametrize("key", ["list-", "list-../../x", "list-zzzzzz", "list-ABC", "list-\x00"])
def test_only_lists_of_the_shop_can_be_named(visitor, code, wish_list, key):
    assert visitor.get(short_link(code), {"to": key})["Location"] == invitation(code)


def test_a_private_list_leads_nowhere_and_shows_no_link(visitor, code, wish_list, annas_browser):
    own_page = wish_list.get_absolute_url()
    assert "Share with a friend" in annas_browser.get(own_page).text
    wish_list.visibility = wish_list.PRIVATE
    wish_list.save()
    assert visitor.get(short_link(code), named(wish_list))["Location"] == invitation(code)
    assert "Share with a friend" not in annas_browser.get(own_page).text


def test_the_panel_shares_the_list_with_ones_code(annas_browser, code, wish_list):
    page = annas_browser.get("/account/invite/share/", named(wish_list))
    assert "Share Birthday <list>" in words_of(page)
    assert f"/r/{code}/?to=list-{wish_list.key}" in page.text
    assert "Birthday <list>" not in page.text
