"""Every page type in every preview mode, filled in, half-filled and with a deleted program."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from oscar_referrals.models import Claim, Visit
from oscar_referrals.test.factories import ProgramFactory
from wagtail_referrals.contrib.pages import models

MODES = [
    *((models.LandingPage, mode) for mode, _label in models.LandingPage.preview_modes),
    *((models.HubPage, mode) for mode, _label in models.HubPage.preview_modes),
    (models.RulesPage, ""),
    (models.StoryPage, ""),
    (models.PartnerPage, ""),
]


def form(program, *, title="A page", body=()):
    return nested_form_data(
        {
            "title": title,
            "slug": "a-page",
            "program": program or "",
            "headline": "",
            "introduction": rich_text(""),
            "welcome": rich_text(""),
            "story": rich_text("<p>Once upon a time.</p>"),
            "code": "",
            "body": streamfield([(name, {"heading": ""}) for name in body]),
            "share_title": "",
            "share_text": "",
            "share_picture": "",
            "comments": inline_formset([]),
        }
    )


def preview(client, root, model, mode, data):
    url = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=[model._meta.app_label, model._meta.model_name, root.pk],
    )
    assert json.loads(client.post(url, data).content)["is_valid"]
    return client.get(url, {"mode": mode})


@pytest.mark.parametrize(("model", "mode"), MODES)
def test_every_mode_of_every_type_can_be_shown(client, editor, root, model, mode):
    program = ProgramFactory(is_live=False)
    for chosen in (program.pk, None):
        for body in ((), ("share_panel", "progress", "both_get")):
            data = form(chosen, body=body)
            response = preview(client, root, model, mode, data)
            assert response.status_code == 200
            assert response.text.count("<h1") == 1
    assert not Visit.objects.exists()
    assert not Claim.objects.exists()


def test_a_preview_is_no_answer_for_a_cache(client, editor, root, program):
    response = preview(client, root, models.LandingPage, "friend", form(program.pk))
    assert "no-store" in response.get("Cache-Control", "") or "private" in response["Cache-Control"]


def test_the_hub_shows_what_an_advocate_will_see(client, editor, root, program):
    data = form(program.pk, body=("share_panel", "progress"))
    text = preview(client, root, models.HubPage, "advocate", data).text
    assert "/r/3467CDFGH/" in text
    assert "3 of 5 friends." in text
    text = preview(client, root, models.HubPage, "customer", data).text
    assert 'action="/account/invite/join/"' in text
    text = preview(client, root, models.HubPage, "", data).text
    assert 'action="/account/invite/join/"' not in text
