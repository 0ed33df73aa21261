"""The editors' desk in a real browser, in one walk."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.flows.enroll import show_nickname
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.plugins.browser import accessibility_violations, scrolls_sideways
from tests.wagtail.test_editing import add_url
from tests.wagtail.test_pages_browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

MAY = (
    "view_program",
    "view_referral",
    "change_referral",
    "view_account",
    "view_advocate",
    "change_advocate",
    "change_invitationsettings",
)


@pytest.fixture
def staff(page):
    user = CustomerFactory(is_staff=True)
    user.groups.set(Group.objects.filter(name__in=("Editors", "Moderators")))
    user.user_permissions.set(Permission.objects.filter(codename__in=MAY))
    sign_in(page, user)
    return user


def test_staff_choose_a_program_read_reports_and_take_a_name_off(page, staff, root, program):
    ProgramFactory(name="Autumn", slug="autumn", is_live=False)
    anna = AdvocateFactory(program=program)
    show_nickname(advocate=anna, nickname="Rude Bee")
    referral = place_referred_order(advocate=anna)

    page.goto(reverse("wagtailadmin_home"))
    expect(page.get_by_role("heading", name="How invitations are doing")).to_be_visible()

    page.goto(add_url(root))
    page.get_by_role("button", name="Choose a program").click()
    expect(page.get_by_role("link", name="Autumn")).to_be_visible()
    assert accessibility_violations(page, inside=".modal-content") == []
    page.get_by_role("dialog").get_by_label("Name").fill("spring")
    expect(page.get_by_role("link", name="Autumn")).to_have_count(0)
    page.get_by_role("link", name=program.name).click()
    chosen = page.get_by_role("region", name="Program")
    expect(chosen.get_by_text(program.name)).to_be_visible()
    page.locator("#id_title").fill("Invite a friend")

    page.goto(f"{reverse('referral_report')}?program={program.pk}")
    expect(page.get_by_role("link", name=referral.order_number)).to_be_visible()
    expect(page.get_by_role("heading", name="All of them together")).to_be_visible()
    page.goto(reverse("referral_liability_report"))
    expect(page.get_by_text("Nothing was owed.")).to_be_visible()

    page.goto(reverse("referral_names_report"))
    page.get_by_role("link", name="Take off the list Rude Bee").click()
    expect(page.get_by_role("button", name="Take off the list")).to_be_visible()
    assert accessibility_violations(page, inside="main") == []
    page.get_by_role("button", name="Take off the list").click()
    expect(page.get_by_text("“Rude Bee” is off the list. The customer is told.")).to_be_visible()

    page.goto(reverse("wagtailsettings:edit", args=("wagtail_referrals", "invitationsettings")))
    assert not scrolls_sideways(page)
