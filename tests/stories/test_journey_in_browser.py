"""The whole journey of two customers on a phone: from first link to spent reward."""

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model
from playwright.sync_api import expect

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, RulesAcceptance
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, make_product
from tests.plugins.browser import PHONE, faults_of, open_page
from tests.shop.conftest import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/account/invite/"
PASSWORD = "coffee-with-friends"


@pytest.fixture
def product(transactional_db):
    """A packet of 25.00; the shop sends to Italy."""
    get_model("address", "Country").objects.update_or_create(
        iso_3166_1_a2="IT", defaults={"printable_name": "Italy", "is_shipping_country": True}
    )
    return make_product(price="25.00")


@pytest.fixture
def wait(monkeypatch):
    """Let so many days have passed, and do what is due by then."""

    def until(days):
        monkeypatch.setenv(OFFSET_VARIABLE, str(days))
        run_due()

    return until


def test_two_friends_on_their_phones(browser, live_server, product, wait):
    """With published rules, and the pages that a new site gets."""
    program = ProgramFactory()
    call_command("referrals_start_pages", verbosity=0)
    with phones(browser, live_server) as (anna, ben):
        anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
        join(anna, accepts_rules=True)
        anna.get_by_role("button", name="Copy link").click()
        expect(anna.get_by_role("button", name="Copied")).to_be_visible()
        link = anna.evaluate("navigator.clipboard.readText()")
        whatsapp = anna.get_by_role("link", name="WhatsApp").get_attribute("href")
        assert whatsapp.startswith("https://wa.me/?text=")
        walk(anna, ben, link=link, product=product, wait=wait)
    assert RulesAcceptance.objects.get().advocate.program == program


def test_two_friends_whose_phones_run_no_scripts(browser, live_server, product, wait):
    """Without a page of any editor: our own templates do."""
    ProgramFactory()
    with phones(browser, live_server, has_scripts=False) as (anna, ben):
        join(anna)
        expect(anna.get_by_role("button", name="Copy link")).to_be_hidden()
        link = anna.get_by_label("Your link").input_value()
        walk(anna, ben, link=link, product=product, wait=wait)


def join(anna, *, accepts_rules=False):
    """Anna comes for the page, signs in on the way and takes part."""
    sign_in(anna, CustomerFactory(), address=PAGE)
    anna.get_by_label("Your first name").fill("Anna")
    check(anna)
    if accepts_rules:
        anna.get_by_label("I have read the rules").check()
    anna.get_by_role("button", name="Get my link").click()
    expect(anna.get_by_text("Nobody has ordered with your link yet.")).to_be_visible()
    check(anna)


def walk(anna, ben, *, link, product, wait):
    """Ben orders by the link; he keeps it, and Anna spends what she gets for it."""
    ben.goto(urlsplit(link).path)
    check(ben)
    ben.get_by_role("button", name="Claim my €10.00").click()
    expect(ben.get_by_role("heading", name="Saved for you: €10.00 off")).to_be_visible()
    check(ben)
    sign_in(ben, CustomerFactory(first_name="Ben"), address="/shop/basket/")
    fill_basket(ben, product)
    expect(ben.get_by_text("Spend €15.00 more to use Anna's €10.00")).to_be_visible()
    fill_basket(ben, product)
    expect(ben.get_by_text("Anna's invitation: €10.00 off")).to_be_visible()
    check(ben)
    assert order(ben, pays="€40.00") == "40.00"

    wait(0)
    anna.goto(PAGE)
    expect(anna.locator(".referral-friend")).to_have_count(1)
    check(anna)
    change_status(Referral.objects.get().order, "Delivered")
    wait(1)
    anna.reload()
    expect(anna.locator(".referral-friend-sentence")).to_contain_text("return time")
    wait(16)
    anna.reload()
    expect(anna.locator(".referral-friend-done")).to_have_count(1)
    check(anna)
    anna.get_by_role("button", name="Use it").click()
    fill_basket(anna, product)
    assert order(anna, pays="€15.00") == "15.00"

    anna.goto(PAGE)
    anna.get_by_role("link", name="Statement, line by line").click()
    expect(anna.get_by_text("+€10.00")).to_be_visible()
    expect(anna.locator(".referral-posting")).to_have_count(2)
    check(anna)


@contextmanager
def phones(browser, live_server, *, has_scripts=True):
    """Two phones, each with cookies of its own."""
    one = {"browser": browser, "address": live_server.url, "viewport": PHONE}
    with (
        open_page(**one, has_scripts=has_scripts) as anna,
        open_page(**one, has_scripts=has_scripts) as ben,
    ):
        yield anna, ben


def check(page):
    """What is on the screen can be used by everybody."""
    assert faults_of(page) == [], page.url


def sign_in(page, user, *, address):
    """Sign in with the shop's own form, on the way to a page."""
    page.goto(f"/shop/accounts/login/?next={address}")
    page.locator("#id_login-username").fill(user.email)
    page.locator("#id_login-password").fill(PASSWORD)
    page.locator("button[name=login_submit]").click()
    page.wait_for_url(f"**{address}")


def fill_basket(page, product):
    """Put a packet into the basket, with the shop's own button."""
    page.goto(product.get_absolute_url())
    page.locator("#add_to_basket_form button[type=submit]").click()
    page.goto("/shop/basket/")


def order(page, *, pays):
    """Walk through the shop's own checkout to its end; return what the order costs."""
    page.goto("/shop/checkout/")
    for name in ("first_name", "last_name", "line1", "line4", "postcode"):
        page.locator(f"#id_{name}").fill(ADDRESS[name])
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Select option").first.click()
    page.get_by_role("link", name="Continue").click()
    expect(page.locator("body")).to_contain_text(pays)
    page.locator("#place-order").click()
    page.wait_for_url("**/thank-you/")
    number = get_model("order", "Order").objects.latest("pk")
    return f"{number.total_incl_tax:.2f}"
