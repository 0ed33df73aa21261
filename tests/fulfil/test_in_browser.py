"""The pages of this room on a phone and at a desk, in a real browser."""

import pytest
from playwright.sync_api import expect

from oscar_referrals.flows import payout
from oscar_referrals.flows.gift_card import show_code
from oscar_referrals.models import GiftCard
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_product, place_referred_order
from tests.plugins.browser import accessibility_violations, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)

#: Oscar's own menu puts a form into a list.
OSCARS_OWN = 'list: <ul class="navbar-nav">'


def sign_in(page, email, *, address):
    """Sign in with the shop's own form, and go on to an address."""
    page.goto("/shop/accounts/login/")
    page.locator("#id_login-username").fill(email)
    page.locator("#id_login-password").fill("coffee-with-friends")
    page.locator("#id_login-password").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(address)


def assert_good(page):
    violations = [line for line in accessibility_violations(page) if line != OSCARS_OWN]
    assert violations == []
    assert not scrolls_sideways(page)


@pytest.fixture
def owner(transactional_db):
    return CustomerFactory(email="owner@example.com", is_staff=True, is_superuser=True)


def test_a_payout_is_approved_exported_and_settled(page, owner, earned, collector):
    payout.collect(currency="EUR", actor=collector)
    sign_in(page, owner.email, address="/dashboard/referrals/payouts/")
    assert_good(page)
    page.get_by_role("link", name="Payout 1").click()
    assert_good(page)
    page.get_by_role("button", name="Approve").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    assert download.value.suggested_filename.startswith("payout-")
    page.reload()
    page.locator("summary", has_text="The money did not arrive").click()
    assert_good(page)
    page.get_by_role("button", name="The rest has arrived").click()
    expect(page.get_by_text("Settled. The customers are told.")).to_be_visible()
    assert_good(page)


def test_a_customer_says_where_the_money_goes(page, earned, anna):
    sign_in(page, anna.user.email, address="/account/invite/")
    page.get_by_role("link", name="Where to").click()
    page.get_by_text("Change it").click()
    assert_good(page)
    page.get_by_label("Name of the account holder").fill("Anna Keller")
    page.get_by_label("IBAN or other payout address").fill("DE02 1203 0000 0000 2020 52")
    page.get_by_label("Your password").fill("coffee-with-friends")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This IBAN has a typing mistake.")).to_be_visible()
    assert_good(page)


def test_a_gift_card_is_seen_once_and_pays_in_the_basket(page, owner, reward_now):
    program = ProgramFactory(reward_kind="gift_card")
    anna = AdvocateFactory(program=program)
    reward_now(place_referred_order(advocate=anna))
    sign_in(page, anna.user.email, address="/account/invite/")
    assert_good(page)
    page.get_by_role("button", name="Show the code").click()
    code = page.locator(".referral-gift-code").inner_text()
    assert_good(page)

    page.goto("/gift-card/")
    page.get_by_label("Code of the gift card").fill("nonsense")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("There is no gift card with this code.")).to_be_visible()
    assert_good(page)
    page.get_by_label("Code of the gift card").fill(code)
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="€10.00 are left")).to_be_visible()
    assert_good(page)

    page.goto(make_product(price="25.00").get_absolute_url())
    page.get_by_role("button", name="Add to basket").first.click()
    page.goto("/shop/basket/")
    page.get_by_text("I have a gift card").click()
    page.get_by_label("Code of the gift card").fill(code)
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Pay with it").click()
    expect(page.get_by_text("Your gift card is in the basket.")).to_be_visible()
    expect(page.get_by_text("€15.00").first).to_be_visible()


def test_staff_look_at_gift_cards(page, owner, reward_now):
    program = ProgramFactory(reward_kind="gift_card")
    reward_now(place_referred_order(advocate=AdvocateFactory(program=program)))
    show_code(card=GiftCard.objects.get())
    sign_in(page, owner.email, address="/dashboard/referrals/gift-cards/")
    page.get_by_text("The owner has lost it").click()
    assert_good(page)


def test_staff_add_codes_and_see_who_waits(page, owner, reward_now):
    program = ProgramFactory(reward_kind="retailer_card")
    anna = AdvocateFactory(program=program)
    reward_now(place_referred_order(advocate=anna))
    sign_in(page, owner.email, address="/dashboard/referrals/code-lists/")
    expect(page.get_by_text("1 reward waits for a code")).to_be_visible()
    page.get_by_label("File with codes").set_input_files(
        {"name": "codes.csv", "mimeType": "text/csv", "buffer": b"label\nBooks\n"}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The first line has to be: label,currency,value,code")).to_be_visible()
    assert_good(page)
    rows = b"label,currency,value,code\nBooks and more,EUR,10.00,BOOK-1\n"
    page.get_by_label("File with codes").set_input_files(
        {"name": "codes.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 code was added.")).to_be_visible()
    page.get_by_text("Nobody is told when it runs out").click()
    assert_good(page)
