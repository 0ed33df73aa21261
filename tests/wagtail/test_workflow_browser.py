"""An editor builds a landing page from nothing, and a second person lets it go live."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.test.factories import CustomerFactory
from tests.plugins.browser import DESKTOP, open_page
from tests.wagtail.test_editing import add_url
from tests.wagtail.test_pages_browser import sign_in
from wagtail_referrals.contrib.pages.models import LandingPage

pytestmark = pytest.mark.django_db(transaction=True)

STATES = {
    "": "Give €10.00, get €10.00",
    "friend": "Anna gives you €10.00 off your first order",
    "claimed": "Saved for you: €10.00 off",
    "advocate": "This is your own invitation.",
    "expired": "This invitation is no longer valid.",
    "over": "There is nothing to invite friends to at the moment.",
}


def member_of(group):
    user = CustomerFactory()
    user.groups.add(Group.objects.get(name=group))
    user.user_permissions.set(Permission.objects.filter(codename="view_program"))
    return user


def test_a_page_goes_live_after_a_second_person_has_approved_it(
    browser, live_server, client, root, program
):
    desk = {"browser": browser, "address": live_server.url, "viewport": DESKTOP}
    with open_page(**desk) as editor, open_page(**desk) as moderator:
        sign_in(editor, member_of("Editors"))
        write(editor, root, program)
        look_at_every_state(editor)
        editor.get_by_role("button", name="More actions").click()
        editor.get_by_role("button", name="Submit to Moderators approval").click()
        expect(editor.get_by_text("has been submitted for moderation")).to_be_visible()
        assert client.get("/invite/").status_code == 404

        sign_in(moderator, member_of("Moderators"))
        moderator.goto(reverse("wagtailadmin_pages:edit", args=[LandingPage.objects.get().pk]))
        moderator.get_by_role("button", name="More actions").click()
        moderator.get_by_role("button", name="Approve and Publish", exact=True).click()
        moderator.wait_for_url(f"**{reverse('wagtailadmin_explore', args=[root.pk])}")
    assert "Give €10.00, get €10.00" in client.get("/invite/").content.decode()


def write(editor, root, program):
    """Fill in the form of a new page, and save the draft."""
    editor.goto(add_url(root))
    editor.locator("#id_title").fill("Invite")
    editor.get_by_role("button", name="Choose a program").click()
    editor.get_by_role("link", name=program.name).click()
    expect(editor.get_by_role("region", name="Program").get_by_text(program.name)).to_be_visible()
    editor.get_by_role("button", name="Save draft").click()
    editor.wait_for_url("**/edit/")


def look_at_every_state(editor):
    """Open the preview panel and choose one mode after the other."""
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("iframe[data-preview-iframe], #w-preview-iframe").last
    for mode, words in STATES.items():
        editor.get_by_label("Preview mode").select_option(mode)
        preview.get_by_text(words).first.wait_for()
