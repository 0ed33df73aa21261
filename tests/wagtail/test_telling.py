"""An advocate sends in her own story at the hub; editors decide."""

import pytest
from django.test import Client

from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import HubPage, StoryPage

STORY = {
    "story-title": "How I found it",
    "story-text": "I never liked coffee.\n\n<script>alert(1)</script>",
    "story-has_consent": "on",
}


@pytest.fixture
def hub(root, program):
    page = HubPage(title="Invite friends", slug="friends", program=program, body=[("hero", {})])
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def anna(client, hub):
    """An advocate, signed in."""
    advocate = AdvocateFactory(program=hub.program)
    client.force_login(advocate.user)
    return advocate


def test_an_advocate_sends_in_a_story_and_nobody_reads_it_yet(client, hub, anna):
    assert "Tell your story" in main_part(client.get("/friends/"))
    response = client.post("/friends/", STORY)
    assert (response.status_code, response["Location"]) == (303, "/friends/")
    story = StoryPage.objects.get()
    assert (story.live, story.has_consent, story.owner) == (False, True, anna.user)
    assert story.code == code_of(anna).text
    assert story.story == (
        "<p>I never liked coffee.</p><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )
    text = main_part(client.get("/friends/"))
    assert "We read your story before it is published." in text
    assert "Tell your story" not in text
    assert client.get(f"/friends/{story.slug}/").status_code == 404


def test_the_moderators_get_it_and_publish_it(client, hub, anna):
    client.post("/friends/", STORY)
    story = StoryPage.objects.get()
    assert story.current_workflow_state is not None
    story.latest_revision.publish()
    client.logout()
    text = main_part(client.get(f"/friends/{story.slug}/"))
    assert "I never liked coffee." in text
    assert "Told by Anna" in text


def test_without_consent_nothing_is_kept(client, hub, anna):
    response = client.post("/friends/", {**STORY, "story-has_consent": ""})
    assert response.status_code == 200
    assert "Without your consent we do not take the story." in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert not StoryPage.objects.exists()


def test_a_second_story_is_not_taken(client, hub, anna):
    client.post("/friends/", STORY)
    assert client.post("/friends/", STORY).status_code == 303
    assert StoryPage.objects.count() == 1


@pytest.mark.parametrize("text", ["", "x" * 4001, "\x00"])
def test_a_story_that_is_none_is_told_so(client, hub, anna, text):
    assert client.post("/friends/", {**STORY, "story-text": text}).status_code == 200
    assert not StoryPage.objects.exists()


def test_who_takes_no_part_has_no_story_to_tell(client, hub):
    assert client.post("/friends/", STORY).status_code == 303
    client.force_login(CustomerFactory())
    assert client.post("/friends/", STORY).status_code == 303
    assert "Tell your story" not in main_part(client.get("/friends/"))
    assert not StoryPage.objects.exists()


def test_another_site_cannot_send_one_in(hub, anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna.user)
    assert client.post("/friends/", STORY).status_code == 403
    assert not StoryPage.objects.exists()


def test_a_story_goes_when_its_advocate_goes(client, hub, anna):
    client.post("/friends/", STORY)
    story = StoryPage.objects.get()
    story.latest_revision.publish()
    Advocate.objects.filter(pk=anna.pk).update(left_at="2026-01-01T00:00Z")
    assert client.get(f"/friends/{story.slug}/").status_code == 404
