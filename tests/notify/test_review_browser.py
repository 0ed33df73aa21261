"""Who has written a good review in the example shop is asked kindly, and not too often."""

import os

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.flows.work import run_due
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_product
from tests.account.test_in_browser import sign_in
from tests.notify.conftest import subjects
from tests.plugins.browser import small_targets

pytestmark = pytest.mark.django_db(transaction=True)

BANNER = "aside.referral-banner"


@pytest.fixture
def emma(page, live_server, settings):
    """A customer who is signed in; a program is open."""
    settings.OSCAR_REFERRALS_ASK_AFTER = ("delivery", "review")
    ProgramFactory()
    emma = CustomerFactory(email="emma@example.com")
    sign_in(page, live_server, emma)
    return emma


def write_review(page, *, stars):
    """Write a review of a new product, as a customer does; stay on the product's page."""
    page.goto(make_product(price="12.00").get_absolute_url())
    expect(page.locator(BANNER)).to_have_count(0)
    page.get_by_role("link", name="Write a review").click()
    page.locator("input[name=title]").fill("The best cup of the week")
    page.locator("#addreview .star-rating i").nth(stars - 1).click()
    page.locator("textarea[name=body]").fill("Round, and a little chocolate.")
    page.get_by_role("button", name="Save review").click()
    expect(page.get_by_text("Thank you for reviewing this product")).to_be_visible()


def test_five_stars_are_a_good_moment_and_one_question_is_enough(page, emma):
    write_review(page, stars=5)
    banner = page.locator(BANNER)
    expect(banner).to_contain_text("Give a friend €10.00, get €10.00")
    expect(banner.get_by_role("link", name="Get my link")).to_be_visible()
    assert small_targets(page, BANNER) == []
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/review-{page.viewport_size['width']}.png", full_page=True)
    run_due()
    assert subjects() == ["Give a friend €10.00, get €10.00"]
    assert mail.outbox[0].to == ["emma@example.com"]

    write_review(page, stars=5)
    run_due()
    assert len(mail.outbox) == 1

    banner.get_by_role("button", name="Not now").click()
    expect(page.locator("#reviews")).to_be_visible()
    expect(banner).to_have_count(0)


def test_three_stars_are_no_moment_to_ask(page, emma):
    write_review(page, stars=3)
    expect(page.locator(BANNER)).to_have_count(0)
    run_due()
    assert not mail.outbox


def test_whoever_follows_the_question_joins(page, emma):
    write_review(page, stars=4)
    page.locator(BANNER).get_by_role("link", name="Get my link").click()
    page.wait_for_url(f"**{reverse('referral-account')}")
    expect(page.get_by_role("heading", name="Give €10.00, get €10.00")).to_be_visible()
