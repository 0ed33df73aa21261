"""An editor writes, previews and publishes the page in Wagtail's admin."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from oscar_referrals.codes import is_wellformed
from oscar_referrals.models import Program, Terms
from oscar_referrals.test.factories import ProgramFactory
from tests.wagtail.conftest import add_landing
from wagtail_referrals.contrib.pages.models import LandingPage
from wagtail_referrals.live import PREVIEW_CODE

MODES = ["", "friend", "claimed", "advocate", "expired", "over"]


def form(program, **fields):
    """Return what the editor's form sends."""
    return nested_form_data(
        {
            "title": "Invite a friend",
            "slug": "invite",
            "program": program.pk if program else "",
            "headline": "Better together",
            "introduction": rich_text("<p>Invite whom you like.</p>"),
            "welcome": rich_text("<p>Good to see you.</p>"),
            "body": streamfield([]),
            "share_title": "",
            "share_text": "",
            "share_picture": "",
            "comments": inline_formset([]),
        }
        | fields
    )


def add_url(root):
    return reverse(
        "wagtailadmin_pages:add", args=("wagtail_referrals_pages", "landingpage", root.pk)
    )


def preview(client, page, mode, data):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    answer = json.loads(client.post(url, data).content)
    assert answer["is_valid"]
    return client.get(url, {"mode": mode})


def test_an_editor_creates_and_publishes_the_page(client, editor, root, program, code):
    assert "Invitation landing page" in client.get(add_url(root)).text
    response = client.post(add_url(root), form(program, **{"action-publish": "1"}))
    assert response.status_code == 302
    assert LandingPage.objects.get().live
    client.logout()
    assert "Better together" in client.get("/invite/").text
    assert "Anna gives you €10.00" in client.get(f"/invite/{code}/").text


def test_a_draft_may_be_saved_without_a_program_and_shown(client, editor, root):
    client.post(add_url(root), form(None))
    page = LandingPage.objects.get()
    assert (page.live, page.program) == (False, None)
    for mode in MODES:
        assert preview(client, page, mode, form(None)).status_code == 200
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert (edit.status_code, draft.status_code) == (200, 200)


def test_a_page_without_a_program_cannot_be_published(client, editor, root):
    response = client.post(add_url(root), form(None, **{"action-publish": "1"}))
    assert response.status_code == 200
    assert response.context["form"].errors == {"program": ["This field is required."]}
    assert not LandingPage.objects.exists()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("", "Better together"),
        ("friend", "Anna gives you €10.00 off your first order"),
        ("claimed", "Saved for you: €10.00 off"),
        ("advocate", "This is your own invitation."),
        ("expired", "This invitation is no longer valid."),
        ("over", "There is nothing to invite friends to at the moment."),
    ],
)
def test_every_state_can_be_previewed_before_the_program_starts(client, editor, root, mode, words):
    program = ProgramFactory(is_live=False)
    page = add_landing(root, program)
    response = preview(client, page, mode, form(program))
    assert response.status_code == 200
    assert words in response.text


def test_a_preview_without_a_program_says_what_to_do(client, editor, orphan):
    assert "Choose a program" in preview(client, orphan, "friend", form(None)).text


def test_the_code_of_a_preview_can_never_be_somebodys(client, editor, landing):
    text = preview(client, landing, "friend", form(landing.program)).text
    assert PREVIEW_CODE in text
    assert not is_wellformed(PREVIEW_CODE)
    assert client.post(f"/invitation/{PREVIEW_CODE}/claim/").status_code == 404


def test_a_page_outlives_its_program_and_so_do_its_old_versions(client, editor, root):
    program = ProgramFactory(is_live=False)
    page = add_landing(root, program)
    Program.objects.update(current_terms=None)
    program.budgets.all().delete()
    Terms.objects.all().delete()
    Program.objects.get().delete()
    page.refresh_from_db()
    assert page.program is None
    assert page.latest_revision.as_object().program_id is None
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get("/invite/").status_code == 200
