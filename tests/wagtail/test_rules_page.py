"""What an editor publishes on a rules page becomes a version that nobody can change."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from oscar_referrals.dashboard.work_words import describe_work
from oscar_referrals.flows import shape
from oscar_referrals.flows.work import retry, run_due
from oscar_referrals.models import Program, RulesVersion, Work
from oscar_referrals.selectors.due_work import failed_work
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from tests.account.pages import signed_in, words_of
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, RulesPage
from wagtail_referrals.desk.contents import check_pages

PROSE = '<p>Be kind. <a href="/shop/">The shop</a></p>'


def add_rules(root, program, **fields):
    fields = {
        "title": "Our rules",
        "slug": "rules",
        "body": [("text", PROSE), ("rules", {})],
    } | fields
    page = RulesPage(program=program, live=False, **fields)
    root.add_child(instance=page)
    return page


@pytest.fixture
def rules(root, program):
    """The rules page, live."""
    page = add_rules(root, program)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def numbers():
    return sorted(RulesVersion.objects.values_list("language", "number"))


def change_terms(program, **terms):
    fields = {"currency": "EUR", "friend_value": Decimal("7.00"), "reward_value": Decimal("5.00")}
    shape.change_terms(program=program, terms=fields | terms)


def test_a_publication_keeps_prose_and_rules_together(client, editor, root, program):
    page = add_rules(root, program)
    page.save_revision(user=editor).publish()
    version = RulesVersion.objects.get()
    assert (version.program, version.language, version.number) == (program, "en-gb", 1)
    assert (version.terms, version.title) == (program.current_terms, "Our rules")
    assert version.published_by == editor.get_username()
    assert '<a href="http://localhost/shop/">' in version.html
    lines = version.plain_text.splitlines()
    assert lines[:2] == ["Our rules", "Be kind. The shop"]
    assert "A friend gets €10.00 off, from an order of €40.00." in lines
    assert "Whoever invites gets €10.00 for each friend who orders and keeps it." in lines
    text = main_part(client.get("/rules/"))
    assert "Version 1, published on" in text
    assert "A friend gets €10.00 off" in text


def test_only_another_text_is_another_version(rules):
    rules.save_revision().publish()
    assert numbers() == [("en-gb", 1)]
    rules.title = "Better rules"
    rules.save_revision().publish()
    assert numbers() == [("en-gb", 1), ("en-gb", 2)]


def test_drafts_and_schedules_make_no_version_until_they_are_live(root, program, monkeypatch):
    page = add_rules(root, program)
    page.save_revision()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    assert numbers() == []
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    content = revision.content | {"go_live_at": None}
    page.revisions.filter(pk=revision.pk).update(content=content)
    call_command("publish_scheduled")
    assert numbers() == [("en-gb", 1)]


def test_copies_and_aliases_make_no_version_and_stand_in_nobodys_way(root, rules):
    rules.copy(update_attrs={"slug": "copy", "title": "Copy"})
    rules.create_alias(update_slug="alias")
    rules.title = "Better rules"
    rules.save_revision().publish()
    assert numbers() == [("en-gb", 1), ("en-gb", 2)]
    copy = RulesPage.objects.get(slug="copy")
    copy.title = "Other rules"
    copy.save_revision().publish()
    assert "The rules of this program are on the page “Better rules”." in copy.find_obstacle()
    assert numbers() == [("en-gb", 1), ("en-gb", 2)]


def test_each_language_counts_for_itself(root, program, rules):
    dutch = Locale.objects.create(language_code="nl")
    root.copy_for_translation(dutch)
    page = rules.copy_for_translation(dutch)
    page.title = "Regels"
    page.save_revision().publish()
    assert numbers() == [("en-gb", 1), ("nl", 1)]


def test_what_the_program_changes_is_a_new_version(
    rules, program, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        change_terms(program)
    newest = RulesVersion.objects.first()
    assert (newest.number, newest.terms.number) == (2, 2)
    assert "A friend gets €7.00 off." in newest.plain_text
    with django_capture_on_commit_callbacks(execute=True):
        shape.reschedule(
            program=program,
            name=program.name,
            starts_at=None,
            ends_at=timezone.now() + timedelta(days=90),
        )
    assert "It lasts until" in RulesVersion.objects.first().plain_text


def test_rules_that_were_not_kept_because_the_shop_stopped_are_found(rules, program):
    assert list(check_pages()) == []
    change_terms(program)
    assert [complaint for _, complaint in check_pages()] == [
        "The rules in force say something else. Publish the page again."
    ]
    rules.save_revision().publish()
    assert list(check_pages()) == []


def test_a_shop_that_stops_after_a_change_keeps_the_rules_later_and_once(rules, program):
    change_terms(program)
    assert numbers() == [("en-gb", 1)]
    # The change is announced, and the page does what follows from it.
    assert (run_due().done, run_due().done) == (2, 0)
    newest = RulesVersion.objects.first()
    assert (newest.number, newest.terms.number) == (2, 2)
    assert "A friend gets €7.00 off." in newest.plain_text
    assert list(check_pages()) == []


def test_the_first_terms_of_a_program_have_nothing_to_announce(program):
    assert not Work.objects.filter(kind="program_changed").exists()


def test_a_rules_page_that_fails_stops_no_other_and_staff_see_it(
    root, program, rules, django_capture_on_commit_callbacks
):
    dutch = Locale.objects.create(language_code="nl")
    root.copy_for_translation(dutch)
    rules.copy_for_translation(dutch).save_revision().publish()
    spoiled = '[{"type": "faq", "value": "words instead of questions"}]'
    RulesPage.objects.filter(pk=rules.pk).update(body=spoiled)
    with django_capture_on_commit_callbacks(execute=True):
        change_terms(program)
    assert numbers() == [("en-gb", 1), ("nl", 1), ("nl", 2)]
    [failed] = failed_work()
    assert (failed.kind, failed.subject, failed.attempts) == ("keep_rules", rules.pk, 1)
    assert describe_work(failed).name == (
        "Keep the rules that a page says after a change of its program"
    )
    RulesPage.objects.filter(pk=rules.pk).update(body="[]")
    retry(failed)
    assert run_due().done == 1
    assert numbers() == [("en-gb", 1), ("en-gb", 2), ("nl", 1), ("nl", 2)]


def test_an_unpublished_or_deleted_page_leaves_its_versions(rules, client):
    shape.end(program=rules.program)
    rules.unpublish()
    assert not Page.objects.get(pk=rules.pk).live
    rules.delete()
    address = reverse("referral-rules-version", args=[rules.program.slug, "en-gb", 1])
    assert client.get(address).status_code == 200


def test_a_customer_accepts_at_the_hub_and_is_asked_there_again(root, program, rules):
    hub = HubPage(
        title="Hub", slug="hub", program=program, body=[("hero", {}), ("share_panel", {})]
    )
    root.add_child(instance=hub)
    hub.save_revision().publish()
    browser = signed_in(CustomerFactory())
    version = RulesVersion.objects.get()
    assert version.mark in browser.get("/hub/").text
    fields = {"program": program.slug, "next": "/hub/"}
    browser.post(reverse("referral-join"), fields | {"rules": version.mark})
    assert "<label>Your link" in browser.get("/hub/").text
    rules.asks_again, rules.title = True, "Stricter rules"
    rules.save_revision().publish()
    page = browser.get("/hub/")
    assert "Stricter" not in words_of(page)
    assert "The rules have changed" in words_of(page)
    assert "<label>Your link" not in page.text
    mark = RulesVersion.objects.first().mark
    answer = browser.post(reverse("referral-accept-rules"), fields | {"rules": mark}, follow=True)
    assert answer.redirect_chain == [("/hub/", 303)]
    assert "<label>Your link" in answer.text


def test_an_advocate_who_is_asked_shares_nowhere(landing, root, program, rules):
    anna = AdvocateFactory(program=program, rules=RulesVersion.objects.get().mark)
    code = anna.codes.get().text
    landing.body = [("hero", {}), ("share_panel", {})]
    landing.save_revision().publish()
    browser = signed_in(anna.user)
    assert "<label>Your link" in browser.get(f"/invite/{code}/").text
    rules.asks_again, rules.title = True, "Stricter rules"
    rules.save_revision().publish()
    assert "<label>Your link" not in browser.get(f"/invite/{code}/").text


def over(program):
    shape.end(program=program)


def without_terms(program):
    Program.objects.filter(pk=program.pk).update(current_terms=None)


def in_another_currency(program):
    change_terms(program, currency="USD")


UNTRUE = [
    (over, "is over by then."),
    (without_terms, "has no terms yet."),
    (in_another_currency, "is in USD, and the shop has no prices in it."),
]


def editors_form(page, **fields):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "program": page.program_id,
            "headline": "",
            "introduction": "null",
            "welcome": "null",
            "body": streamfield([]),
            "share_title": "",
            "share_text": "",
            "share_picture": "",
            "comments": inline_formset([]),
        }
        | fields
    )


@pytest.mark.parametrize("model", [RulesPage, LandingPage])
@pytest.mark.parametrize(("spoil", "sentence"), UNTRUE)
def test_an_editor_cannot_publish_what_cannot_be_true(
    client, editor, root, program, model, spoil, sentence
):
    page = model(title="Invite", slug="page", program=program, live=False)
    root.add_child(instance=page)
    page.save_revision()
    spoil(program)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    draft = client.post(address, editors_form(page))
    answer = client.post(address, editors_form(page, **{"action-publish": "1"}))
    assert draft.status_code == 302
    assert sentence in answer.context["form"].errors["program"][0]
    page.refresh_from_db()
    assert not page.live
    assert not RulesVersion.objects.exists()


@pytest.mark.parametrize(("spoil", "sentence"), UNTRUE)
def test_a_schedule_that_cannot_be_true_any_more_is_refused_with_the_reason(
    client, editor, root, program, spoil, sentence
):
    page = add_rules(root, program)
    revision = page.save_revision()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    spoil(program)
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live
    assert not page.revisions.exclude(approved_go_live_at=None).exists()
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).text
    assert "Not published:" in history
    assert sentence in history
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "This page cannot be published as it is." in form
    assert revision.pk == page.latest_revision_id


def test_a_workflow_publishes_nothing_that_cannot_be_true(root, program, editor):
    page = add_rules(root, program)
    page.save_revision()
    state = Workflow.objects.first().start(page, editor)
    shape.end(program=program)
    state.current_task_state.approve(user=editor)
    page.refresh_from_db()
    assert not page.live
    assert "is over by then." in page.find_obstacle()


def test_wagtails_api_publishes_nothing_that_cannot_be_true(client, editor, root, program):
    page = add_rules(root, program)
    page.save_revision()
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    shape.end(program=program)
    answer = client.post(address)
    assert answer.status_code == 400
    assert "is over by then." in answer.json()["program"][0]
    assert not Page.objects.get(pk=page.pk).live
    assert not RulesVersion.objects.exists()


def test_a_landing_page_says_above_its_form_why_it_cannot_be_published(client, editor, landing):
    address = reverse("wagtailadmin_pages:edit", args=[landing.pk])
    assert "This page cannot be published as it is." not in client.get(address).text
    shape.end(program=landing.program)
    assert "This page cannot be published as it is." in client.get(address).text


def test_a_page_that_starts_before_the_end_of_its_program_and_not_after_it(program, root):
    Program.objects.filter(pk=program.pk).update(ends_at=timezone.now() + timedelta(days=2))
    program.refresh_from_db()
    page = add_rules(root, program)
    assert page.find_obstacle() == ""
    page.go_live_at = timezone.now() + timedelta(days=3)
    assert "is over by then." in page.find_obstacle()


def test_pages_of_ended_programs_stay_where_they_are(client, rules, program):
    shape.end(program=program)
    assert client.get("/rules/").status_code == 200
    assert Page.objects.get(pk=rules.pk).live


def test_a_hostile_title_is_text(root, client):
    program = ProgramFactory()
    add_rules(root, program, title="<script>alert(1)</script>").save_revision().publish()
    version = RulesVersion.objects.get()
    assert "<script" not in version.html
    assert version.plain_text.startswith("<script>alert(1)</script>")
