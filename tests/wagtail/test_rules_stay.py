"""Rules that customers accept stay online as long as their program is live, whoever asks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page, Workflow

from oscar_referrals.flows import shape
from oscar_referrals.models import RulesVersion
from oscar_referrals.test.factories import ProgramFactory
from tests.account.pages import words_of
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_rules_page import add_rules, change_terms, editors_form
from wagtail_referrals.contrib.pages.models import RulesPage
from wagtail_referrals.desk.contents import check_pages

SENTENCE = "“Our rules” stays online: customers accept its rules as long as"


@pytest.fixture
def section(root, program):
    """A page with the rules below it."""
    return add_landing(root, program)


@pytest.fixture
def rules(section, program):
    page = add_rules(section, program)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture(autouse=True)
def _as_editor(editor):
    editor.is_superuser = True
    editor.save()


def unpublish(client, page):
    return client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)


def unpublish_with_pages_below(client, page):
    address = reverse("wagtailadmin_pages:unpublish", args=[page.get_parent().pk])
    return client.post(address, {"include_descendants": "on"}, follow=True)


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


def delete_above(client, page):
    return delete(client, page.get_parent())


def in_bulk(client, action, page, **fields):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{address}?id={page.pk}", fields, follow=True)


def unpublish_in_bulk(client, page):
    return in_bulk(client, "unpublish", page)


def unpublish_all_below_in_bulk(client, page):
    return in_bulk(client, "unpublish", page.get_parent(), include_descendants="on")


def delete_in_bulk(client, page):
    return in_bulk(client, "delete", page)


def delete_above_in_bulk(client, page):
    return in_bulk(client, "delete", page.get_parent())


IN_THE_ADMIN = [
    unpublish,
    unpublish_with_pages_below,
    delete,
    delete_above,
    unpublish_in_bulk,
    unpublish_all_below_in_bulk,
    delete_in_bulk,
    delete_above_in_bulk,
]


@pytest.mark.parametrize("take_away", IN_THE_ADMIN)
def test_an_editor_is_told_why_the_page_stays(client, rules, take_away):
    answer = take_away(client, rules)
    assert answer.status_code == 200
    assert SENTENCE in words_of(answer)
    assert Page.objects.get(pk=rules.pk).live
    assert Page.objects.get(pk=rules.get_parent().pk).live


@pytest.mark.parametrize("take_away", IN_THE_ADMIN)
@pytest.mark.parametrize("stop", [shape.pause, shape.end])
def test_rules_of_a_program_that_is_not_live_go(client, rules, program, take_away, stop):
    stop(program=program)
    take_away(client, rules)
    assert not Page.objects.filter(pk=rules.pk, live=True).exists()
    assert RulesVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_wagtails_api_is_refused_with_the_sentence(client, rules, action):
    answer = client.post(reverse("wagtailadmin_api:pages:action", args=[rules.pk, action]))
    assert answer.status_code == 400
    assert SENTENCE in answer.json()["program"][0]
    assert Page.objects.get(pk=rules.pk).live


EARLY = "Rules stay online until the end of their program: take the page’s last day away."


def test_a_last_day_before_the_end_of_the_program_is_refused(client, rules, editor):
    tomorrow = timezone.now() + timedelta(days=1)
    address = reverse("wagtailadmin_pages:edit", args=[rules.pk])
    fields = editors_form(rules, expire_at=f"{tomorrow:%Y-%m-%d %H:%M}", asks_again="")
    answer = client.post(address, fields | {"action-publish": "1"})
    assert answer.context["form"].errors["expire_at"] == [EARLY]
    rules.expire_at = tomorrow
    rules.save_revision(user=editor)
    Workflow.objects.first().start(rules, editor).current_task_state.approve(user=editor)
    assert RulesPage.objects.get(pk=rules.pk).expire_at is None
    assert EARLY in history(client, rules)


def history(client, page):
    return words_of(client.get(reverse("wagtailadmin_pages:history", args=[page.pk])))


def test_a_program_that_goes_on_takes_its_rules_along(
    client, rules, program, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        shape.reschedule(
            program=program,
            name="Spring",
            starts_at=None,
            ends_at=timezone.now() + timedelta(hours=1),
        )
    rules = RulesPage.objects.get(pk=rules.pk)
    rules.expire_at = timezone.now() + timedelta(hours=2)
    rules.save_revision().publish()
    assert RulesPage.objects.get(pk=rules.pk).expire_at == rules.expire_at
    with django_capture_on_commit_callbacks(execute=True):
        shape.reschedule(program=program, name="Spring", starts_at=None, ends_at=None)
    assert RulesPage.objects.get(pk=rules.pk).expire_at is None
    assert f"Not taken offline: {EARLY}" in history(client, rules)
    call_command("publish_scheduled")
    assert Page.objects.get(pk=rules.pk).live


def test_a_last_day_after_the_end_of_the_program_is_fine(client, rules, program):
    tomorrow = timezone.now() + timedelta(days=1)
    shape.reschedule(program=program, name="Spring", starts_at=None, ends_at=tomorrow)
    later = tomorrow + timedelta(days=1)
    address = reverse("wagtailadmin_pages:edit", args=[rules.pk])
    fields = editors_form(rules, expire_at=f"{later:%Y-%m-%d %H:%M}", asks_again="")
    assert client.post(address, fields | {"action-publish": "1"}).status_code == 302


def test_code_that_does_not_ask_is_refused(rules):
    with pytest.raises(ValidationError, match="stays online"):
        UnpublishPageAction(rules).execute()
    rules.refresh_from_db()
    with pytest.raises(ValidationError, match="stays online"), transaction.atomic():
        rules.get_parent().specific.delete()
    rules.unpublish()
    assert Page.objects.get(pk=rules.pk).live


def test_the_page_does_not_turn_to_another_program(client, rules, editor):
    rules.program = ProgramFactory(name="Summer")
    revision = rules.save_revision(user=editor)
    assert "stays online" in rules.find_obstacle()
    revision.publish(user=editor)
    Workflow.objects.first().start(rules, editor).current_task_state.approve(user=editor)
    assert RulesPage.objects.get(pk=rules.pk).program != rules.program
    assert RulesVersion.objects.count() == 1


def test_a_page_that_was_moved_goes_on_being_the_page_of_the_rules(
    root, rules, program, django_capture_on_commit_callbacks
):
    rules.move(root, "last-child")
    rules.get_parent().specific.save()
    with django_capture_on_commit_callbacks(execute=True):
        change_terms(program)
    assert [version.number for version in RulesVersion.objects.all()] == [2, 1]
    assert "stays online" in RulesPage.objects.get(pk=rules.pk).find_reason_to_stay()


def test_drafts_copies_aliases_and_translations_may_go(root, rules, client):
    dutch = Locale.objects.create(language_code="nl")
    root.copy_for_translation(dutch)
    rules.get_parent().specific.copy_for_translation(dutch)
    draft = rules.copy_for_translation(dutch)
    copy = rules.copy(update_attrs={"slug": "copy", "title": "Copy"})
    alias = rules.create_alias(update_slug="alias")
    for page in (draft, copy, alias):
        page.unpublish()
        delete(client, page)
        assert not Page.objects.filter(pk=page.pk).exists()


def test_rules_left_alone_by_a_program_that_goes_live_again_are_found(rules, program):
    shape.pause(program=program)
    rules.unpublish()
    assert list(check_pages()) == []
    shape.start(program=program)
    assert [complaint for _, complaint in check_pages()] == [
        "Its rules are in force, and it is offline. Publish it again."
    ]
