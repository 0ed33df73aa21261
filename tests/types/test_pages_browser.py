"""The pages of partners and gifts on a phone and at a desk, in a real browser."""

import os
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from oscar_referrals.clock import database_now
from oscar_referrals.flows.partner_statements import make_statement
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ProgramKind
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from oscar_referrals.test.partners import PartnerFactory, make_pledge
from tests.plugins.browser import accessibility_violations, scrolls_sideways
from tests.types.test_gifts import make_customers, make_drop, make_program

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


def assert_good(page, path):
    """The page is there, accessible, and fits the window."""
    assert page.goto(path).status == 200, path
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        name = path.strip("/").replace("/", "-")
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
    violations = [line for line in accessibility_violations(page) if line != OSCARS_OWN]
    assert violations == [], path
    assert not scrolls_sideways(page), path


@pytest.mark.django_db(transaction=True)
def test_every_page_about_partners_is_good(signed_in_page):
    program = ProgramFactory(kind=ProgramKind.COMMUNITY, name="Harbor week", slug="harbor")
    partner = PartnerFactory(name="The library of the harbor and the quarter around it")
    make_pledge(program=program, partner=partner, has_code=True)
    place_order(basket=make_basket(), email="buyer@example.com")
    run_due()
    until = database_now() + timedelta(days=1)
    statement = make_statement(program=program, partner=partner, currency="EUR", ends_at=until)
    for path in (
        "partners/",
        "partners/create/",
        f"partners/{partner.pk}/",
        f"partners/{partner.pk}/edit/",
        f"partners/{partner.pk}/pledge/",
        f"statements/{statement.pk}/",
    ):
        assert_good(signed_in_page, f"/dashboard/referrals/{path}")
    assert_good(signed_in_page, "/giving/harbor/")


@pytest.mark.django_db(transaction=True)
def test_menus_and_buttons_of_a_statement_stay_off_the_paper(signed_in_page):
    pledge = make_pledge()
    place_order(basket=make_basket(), email="buyer@example.com")
    run_due()
    statement = make_statement(
        program=pledge.program, partner=pledge.partner, currency="EUR", ends_at=database_now()
    )
    signed_in_page.goto(f"/dashboard/referrals/statements/{statement.pk}/")
    signed_in_page.emulate_media(media="print")

    expect(signed_in_page.get_by_text("Download CSV")).to_be_hidden()
    expect(signed_in_page.get_by_text("Note that it was paid")).to_be_hidden()
    expect(signed_in_page.get_by_text("10 % of 50.00")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_every_page_about_gifts_is_good(signed_in_page):
    make_customers()
    program = make_program(name="A gift for the friends of our best customers")
    drop = make_drop(program)
    for path in (
        f"programs/{program.pk}/drops/",
        f"programs/{program.pk}/drops/create/",
        f"programs/{program.pk}/drops/schedule/",
        f"drops/{drop.pk}/",
    ):
        assert_good(signed_in_page, f"/dashboard/referrals/{path}")


@pytest.mark.django_db(transaction=True)
def test_the_dry_run_of_a_drop_is_good(signed_in_page):
    make_customers()
    program = make_program()
    page = signed_in_page
    page.goto(f"/dashboard/referrals/programs/{program.pk}/drops/create/")
    page.get_by_label("Name", exact=False).first.fill("Summer gifts")
    page.get_by_label("Gifts are valid until").fill("2030-01-01T00:00")
    page.get_by_role("button", name="Show who gets one").click()
    expect(page.get_by_text("3 people would get a gift")).to_be_visible()
    violations = [line for line in accessibility_violations(page) if line != OSCARS_OWN]
    assert violations == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Make the gifts").click()
    expect(page.get_by_text("The gifts are made; their givers are told.")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_giver_finds_the_gifts_on_the_account_page(signed_in_page):
    make_customers()
    drop = make_drop(make_program())
    giver = drop.gifts.first().giver
    giver.user_id = get_user_model().objects.get(is_staff=True).pk
    giver.save()
    assert_good(signed_in_page, "/account/invite/")
    expect(signed_in_page.get_by_text("for one friend")).to_be_visible()
