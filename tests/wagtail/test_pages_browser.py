"""All pages about a program on a phone and at a desk, and the editor's preview."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from oscar_referrals.models import ProgramKind
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import make_product
from tests.plugins.browser import faults_of
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_blocks import EVERY_BLOCK
from wagtail_referrals.contrib.pages.models import HubPage

PASSWORD = "coffee-with-friends"

pytestmark = pytest.mark.django_db(transaction=True)


def assert_good(page):
    assert faults_of(page) == []


def sign_in(page, user):
    page.goto(reverse("customer:login"))
    page.fill("#id_login-username", user.email)
    page.fill("#id_login-password", PASSWORD)
    page.click("button[name=login_submit]")


def test_every_block_is_readable_for_everybody_and_for_a_friend(page, root, program, code):
    add_landing(root, program, body=EVERY_BLOCK)
    for address in ("/invite/", f"/invite/{code}/"):
        page.goto(address)
        assert_good(page)


def test_the_pages_of_a_new_site_are_readable(page, root, program):
    ProgramFactory(kind=ProgramKind.COMMUNITY)
    call_command("referrals_start_pages", verbosity=0)
    for address in ("/friends/", "/friends/welcome/", "/friends/rules/", "/friends/giving/"):
        page.goto(address)
        assert_good(page)


def test_a_customer_joins_at_the_hub_and_finds_a_link_to_copy(page, root, program):
    call_command("referrals_start_pages", verbosity=0)
    sign_in(page, CustomerFactory())
    page.goto("/friends/")
    assert_good(page)
    page.fill("#referral-shown-name", "Berta")
    page.get_by_label("I have read the rules, version 1, and accept them.").check()
    page.get_by_role("button", name="Get my link").click()
    assert page.url.endswith("/friends/")
    assert "/r/" in page.get_by_label("Your link").input_value()
    page.get_by_role("button", name="Copy link").wait_for()
    assert page.get_by_role("link", name="WhatsApp").get_attribute("href").startswith("https://wa")
    assert_good(page)


def test_a_friend_types_a_code_and_comes_to_a_product(page, root, program, code):
    product = make_product(price="50.00")
    add_landing(root, program, body=[("hero", {}), ("code_entry", {})])
    page.goto("/invite/")
    page.get_by_label("Do you have a code?").fill(code.lower())
    page.get_by_role("button", name="See what it gives").click()
    assert page.locator("h1").inner_text() == "Anna gives you €10.00 off your first order"
    page.goto(f"/r/{code}/?to={product.pk}")
    assert_good(page)
    page.get_by_role("button", name="Claim my €10.00").click()
    assert page.url.endswith(product.get_absolute_url())
    assert "Saved. It comes off in your basket." in page.locator("body").inner_text()


def test_an_editor_looks_at_each_state_in_the_preview_panel(desktop, root, program):
    landing = add_landing(root, program, body=EVERY_BLOCK)
    editor = CustomerFactory()
    editor.groups.set(Group.objects.filter(name__in=("Editors", "Moderators")))
    sign_in(desktop, editor)
    desktop.goto(reverse("wagtailadmin_pages:edit", args=[landing.pk]))
    desktop.get_by_role("button", name="Toggle preview").click()
    preview = desktop.frame_locator("iframe[data-preview-iframe], #w-preview-iframe").last
    preview.get_by_role("heading", name="Better together").wait_for()
    for mode, words in (
        ("friend", "Anna gives you €10.00 off your first order"),
        ("claimed", "Saved for you: €10.00 off"),
        ("expired", "This invitation is no longer valid."),
    ):
        desktop.get_by_label("Preview mode").select_option(mode)
        preview.get_by_role("heading", name=words).wait_for()


def test_an_advocate_sees_the_hub_as_good(page, root, program):
    hub = HubPage(title="Invite friends", slug="friends", program=program, body=EVERY_BLOCK)
    root.add_child(instance=hub)
    hub.save_revision().publish()
    advocate = AdvocateFactory(program=program)
    sign_in(page, advocate.user)
    page.goto("/friends/")
    assert page.get_by_label("Your link").input_value().endswith(f"/r/{code_of(advocate).text}/")
    page.get_by_text("Tell your story").click()
    assert_good(page)
