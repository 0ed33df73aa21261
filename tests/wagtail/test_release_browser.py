"""Asking for a release in a real browser: terms are filled in like any other form."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.test.factories import RangeFactory
from playwright.sync_api import expect

from tests.plugins.browser import scrolls_sideways
from tests.wagtail.releasing import make_editor
from tests.wagtail.test_pages_browser import sign_in
from wagtail_referrals.models import Release

pytestmark = pytest.mark.django_db(transaction=True)


#: Wagtail cuts off what is wider than its window, so nothing scrolls.
BEYOND = """fields => fields.filter(field => field.getBoundingClientRect().right > innerWidth)
  .map(field => field.name)"""


def fields_beyond_the_window(page):
    fields = page.locator("form.referral-release :is(input, select, textarea):visible")
    return fields.evaluate_all(BEYOND)


def test_an_editor_asks_for_new_terms(page, root, program):
    RangeFactory(name="Coffee", slug="coffee")
    sign_in(page, make_editor())
    page.goto(reverse("referral_release_ask", args=[program.pk]))
    value = page.get_by_label("How much the friend gets")
    expect(value).to_be_hidden()
    page.get_by_label("With new terms").check()
    expect(value).to_be_visible()
    assert fields_beyond_the_window(page) == []
    book = page.get_by_role("group", name="What order counts")
    rule = book.locator('[name="order_rules-minimum_in_range-is_chosen"]')
    amount = book.locator('[name="order_rules-minimum_in_range-amount"]')
    rule.check()
    book.locator('[name="order_rules-minimum_in_range-ranges"]').check()
    amount.fill("0")
    value.fill("15")
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("Please look at the terms below.")).to_be_visible()
    expect(page.get_by_text("It has to be more than nothing.")).to_be_visible()
    assert not scrolls_sideways(page)
    amount.fill("30")
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("Waits for a second person")).to_be_visible()
    told = "Holds goods for at least €30.00 of these ranges: Coffee"
    expect(page.get_by_text(told)).to_be_visible()
    assert not scrolls_sideways(page)
    assert Decimal(Release.objects.get().terms["friend_value"]) == 15
    page.goto(reverse("referral_releases"))
    releases = page.get_by_role("region", name="All releases")
    expect(releases.get_by_role("columnheader", name="Approved by")).to_be_visible()
    assert releases.evaluate("table => table.getBoundingClientRect().right <= innerWidth")
