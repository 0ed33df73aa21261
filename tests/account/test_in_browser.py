"""The customer's pages in a real browser, on a phone and at a desk."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.flows import shape
from oscar_referrals.models import Claim
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import make_basket, place_referred_order
from tests.account.pages import claim_address, invitation, signed_in
from tests.plugins.browser import faults_of

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = "Saved for you: €10.00 off"
PAGE = "/account/invite/"


@pytest.fixture(autouse=True)
def _complaints_of_the_policy(page):
    """Fail where the browser had to refuse something that our policy forbids."""
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    yield
    assert [text for text in refused if "Content Security Policy" in text] == []


def sign_in(page, live_server, user):
    """Give the browser the session of somebody who is signed in."""
    session = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def check(page):
    """Every page can be used by everybody, at every width."""
    assert faults_of(page) == []


def test_a_friend_claims_and_comes_back(page):
    code = code_of(AdvocateFactory()).text
    page.goto(invitation(code))
    check(page)
    button = page.get_by_role("button", name="Claim my €10.00")
    assert button.bounding_box()["y"] < page.viewport_size["height"] - 54
    button.dblclick()
    page.get_by_text(SAVED).wait_for()
    check(page)
    page.go_back()
    page.goto(invitation(code))
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert Claim.objects.count() == 1


def test_a_dead_invitation_is_calm(page):
    advocate = AdvocateFactory()
    shape.pause(program=advocate.program)
    page.goto(invitation(code_of(advocate).text))
    expect(page.get_by_role("heading", name="This invitation is no longer valid.")).to_be_visible()
    check(page)


def test_a_customer_joins_shares_and_sees_what_comes_next(page, live_server):
    advocate = AdvocateFactory()
    place_referred_order(advocate=advocate)
    sign_in(page, live_server, advocate.user)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="Give €10.00, get €10.00")).to_be_visible()
    expect(page.get_by_text("The order has reached us.")).to_be_visible()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"http://[^/]+/r/{code_of(advocate).text}/", copied)
    page.get_by_text("Friends see the name Anna").click()
    check(page)


def test_the_page_to_join_can_be_used_by_everybody(page, ben_at_home):
    ProgramFactory()
    page.goto(PAGE)
    check(page)
    page.get_by_label("Your first name").fill("http://evil.example")
    page.get_by_role("button", name="Get my link").click()
    expect(page.get_by_role("alert").get_by_text("Please give a first name only.")).to_be_visible()
    check(page)
    page.get_by_label("Your first name").fill("Ben")
    page.get_by_role("button", name="Get my link").click()
    expect(page.get_by_text("Friends see the name Ben")).to_be_visible()


def test_the_basket_tells_what_is_missing(page, ben_at_home):
    code = code_of(AdvocateFactory()).text
    make_basket(owner=ben_at_home, price="28.00", quantity=1)
    signed_in(ben_at_home).post(claim_address(code))
    page.goto(reverse("basket:summary"))
    line = page.locator(".referral-basket-line")
    expect(line).to_have_text("→ Spend €12.00 more to use Anna's €10.00")
    page.locator("#id_form-0-quantity").fill("2")
    page.get_by_role("button", name="Update").click()
    page.get_by_text("✓ Anna's invitation: €10.00 off").wait_for()


@pytest.fixture
def ben_at_home(page, live_server, ben):
    """Ben, signed in at the browser."""
    sign_in(page, live_server, ben)
    return ben
