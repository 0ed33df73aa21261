"""The staff's pages on a phone and at a desk, in a real browser."""

import os
import re

import pytest
from playwright.sync_api import expect

from oscar_referrals.flows.campaign import begin_campaign, send_in_background
from oscar_referrals.flows.replace_code import replace_code, take_code_back
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Program, Work, WorkStatus
from oscar_referrals.notify.kinds import PROGRAM_OFFERED
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.plugins.browser import accessibility_violations, scrolls_sideways

PAGES = (
    "programs/",
    "programs/create/",
    "programs/{program}/",
    "programs/{program}/terms/",
    "programs/{program}/edit/",
    "programs/{program}/allowed/",
    "programs/{program}/end/",
    "",
    "{referral}/",
    "work/",
    "messages/",
    "messages/referral_joined/words/?language=it",
    "programs/{program}/campaigns/",
    "campaigns/{campaign}/",
    "codes/?text=customer",
    "advocates/{advocate}/",
)
#: Oscar's own menu puts a form into a list.
OSCARS_OWN = 'list: <ul class="navbar-nav">'


@pytest.fixture
def signed_in_page(page, transactional_db):
    """A page on which an owner has signed in through the dashboard's own form."""
    owner = CustomerFactory(is_staff=True, is_superuser=True)
    page.goto("/shop/dashboard/login/")
    page.locator("#id_username").fill(owner.email)
    page.locator("#id_password").fill("coffee-with-friends")
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/shop/dashboard/")
    return page


def assert_good(page):
    violations = [line for line in accessibility_violations(page) if line != OSCARS_OWN]
    assert violations == []
    assert not scrolls_sideways(page)


def keep_picture(page, address):
    """Keep a picture of a page where somebody wants to look."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = re.sub(r"\W+", "-", address)
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_staff_is_good(signed_in_page):
    program = ProgramFactory(
        name="A program with quite a long name for the harbor", cap=100, looks_at_words=True
    )
    advocate = AdvocateFactory(program=program)
    referral = place_referred_order(advocate=advocate)
    take_code_back(advocate=advocate, words="It was on a coupon site.", actor=advocate.user)
    replace_code(advocate=advocate, word="Barista")
    campaign = begin_campaign(program=program, name="May", kind=PROGRAM_OFFERED, segment="all")
    send_in_background(campaign)
    run_due()
    CustomerFactory()
    Work.objects.update(status=WorkStatus.DEAD, attempts=8, error="ConnectionError: no answer")
    for path in PAGES:
        address = path.format(
            program=program.pk,
            referral=referral.pk,
            campaign=campaign.pk,
            advocate=advocate.pk,
        )
        assert signed_in_page.goto(f"/dashboard/referrals/{address}").status == 200
        keep_picture(signed_in_page, address)
        assert_good(signed_in_page)


@pytest.mark.django_db(transaction=True)
def test_a_program_is_made_in_conversation(signed_in_page):
    page = signed_in_page
    page.goto("/dashboard/referrals/programs/create/")
    page.get_by_label("How much the advocate gets").fill("-5")
    page.get_by_label("Name", exact=True).fill("Spring invitation")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing was saved.")).to_be_visible()
    assert_good(page)
    page.get_by_label("How much the advocate gets").fill("12.50")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Anna gives you €10.00 off your first order")).to_be_visible()
    assert_good(page)
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("The program is live.")).to_be_visible()
    assert Program.objects.get().state == "live"


@pytest.mark.django_db(transaction=True)
def test_rules_are_chosen_and_counted_by_keyboard(signed_in_page):
    program = ProgramFactory(name="Spring invitation")
    page = signed_in_page
    page.goto(f"/dashboard/referrals/programs/{program.pk}/terms/")
    page.get_by_text("Who may invite", exact=True).press("Enter")
    orders = page.get_by_label("Orders, at least")
    expect(orders).to_be_hidden()
    page.get_by_label("Has placed at least … orders with the account", exact=True).first.press(" ")
    orders.fill("2")
    assert_good(page)
    page.get_by_role("button", name="How many customers may invite?").press("Enter")
    expect(page.get_by_text("0 of 1 customers may be advocates.")).to_be_visible()
    assert_good(page)
    page.get_by_role("button", name="Save the new terms").press("Enter")
    chosen = page.get_by_text("Has placed at least 2 orders with the account").first
    expect(chosen).to_be_visible()
    assert_good(page)
