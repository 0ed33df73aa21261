"""A success story is shown with consent only, and carries the code of whose it is."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Workflow

from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import StoryPage


def add_story(root, program, code, **fields):
    fields = {"has_consent": True, "story": "<p>I never liked coffee.</p>"} | fields
    page = StoryPage(title="How I found it", slug="story", program=program, code=code, **fields)
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_the_story_tells_by_whom_and_leads_to_the_invitation(client, root, program, code):
    add_story(root, program, code)
    text = main_part(client.get("/story/"))
    assert "I never liked coffee." in text
    assert "Told by Anna" in text
    assert "Anna gives you €10.00 off" in text
    assert f'href="/r/{code}/"' in text


def test_without_consent_nobody_reads_it(client, root, program, code):
    add_story(root, program, code, has_consent=False)
    assert client.get("/story/").status_code == 404


def test_without_a_code_nobody_reads_it(client, root, program):
    add_story(root, program, "")
    assert client.get("/story/").status_code == 404


def test_who_leaves_takes_the_story_along(client, root, program, code):
    add_story(root, program, code)
    enroll.leave(advocate=Advocate.objects.get())
    assert client.get("/story/").status_code == 404


def test_a_story_of_somebody_who_has_left_is_not_published_and_stops_nothing_else(
    editor, root, program, code
):
    page = StoryPage(title="Mine", slug="story", program=program, code=code, live=False)
    root.add_child(instance=page)
    page.save_revision()
    state = Workflow.objects.first().start(page, editor)
    enroll.leave(advocate=Advocate.objects.get())
    state.current_task_state.approve(user=editor)
    page.refresh_from_db()
    assert not page.live
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live
    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def test_who_is_deleted_takes_the_story_along(client, root, program, code):
    add_story(root, program, code)
    Advocate.objects.get().user.delete()
    assert client.get("/story/").status_code == 404


def test_a_name_that_is_withdrawn_is_gone_at_once(client, root, program, code):
    add_story(root, program, code)
    enroll.show_name(advocate=Advocate.objects.get(), shown_name="")
    text = main_part(client.get("/story/"))
    assert "Anna" not in text
    assert "A friend gives you €10.00 off" in text


def test_while_the_program_is_closed_the_story_stays_without_a_promise(client, root, program, code):
    add_story(root, program, code)
    shape.pause(program=program)
    text = main_part(client.get("/story/"))
    assert "I never liked coffee." in text
    assert "€10.00" not in text


@pytest.mark.parametrize("text", ["nonsense", "x" * 32, "<script>"])
def test_a_code_that_nobody_has_is_refused(root, program, text):
    with pytest.raises(ValidationError, match="No customer who takes part has this code"):
        add_story(root, program, text)


def test_a_code_of_another_program_is_refused(root, program):
    stranger = code_of(AdvocateFactory(program=ProgramFactory())).text
    with pytest.raises(ValidationError):
        add_story(root, program, stranger)
