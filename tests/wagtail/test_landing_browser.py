"""The page on a phone and at a desk, in a real browser."""

import pytest
from playwright.sync_api import expect

from oscar_referrals.models import Claim
from tests.plugins.browser import accessibility_violations, scrolls_sideways
from tests.wagtail.test_addresses import UNKNOWN_CODE

SMALLEST_TARGET = 44


def assert_good(page):
    assert accessibility_violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.django_db(transaction=True)
def test_a_friend_reads_claims_and_is_told_that_it_is_saved(page, landing, code):
    page.goto(f"/invite/{code}/")
    expect(page.locator("h1")).to_have_text("Anna gives you €10.00 off your first order")
    button = page.get_by_role("button", name="Claim my €10.00")
    box = button.bounding_box()
    assert box["height"] >= SMALLEST_TARGET
    assert box["y"] + box["height"] < page.viewport_size["height"]
    assert_good(page)
    button.click()
    expect(page.locator("h1")).to_have_text("Saved for you: €10.00 off")
    assert page.url.endswith(f"/invite/{code}/")
    assert_good(page)
    assert Claim.objects.get().code.text == code


@pytest.mark.django_db(transaction=True)
def test_everybody_else_finds_the_page_as_good(page, landing):
    page.goto("/invite/")
    expect(page.locator("h1")).to_have_text("Give €10.00, get €10.00")
    assert_good(page)
    page.goto(f"/invite/{UNKNOWN_CODE}/")
    expect(page.locator("h1")).to_have_text("This invitation is no longer valid.")
    assert_good(page)
