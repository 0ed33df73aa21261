"""Terms and pages go live together, at their time, after a second person has said yes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Workflow

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows import shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import RulesVersion, Work, WorkStatus
from oscar_referrals.test.factories import ProgramFactory
from tests.account.pages import signed_in, words_of
from tests.rewards.test_races import Rival
from tests.wagtail.releasing import NOTHING_NEW, ask, make_editor, new_terms, what_is_live
from wagtail_referrals.contrib.pages.models import LandingPage
from wagtail_referrals.models import Release, Step
from wagtail_referrals.releases import flow
from wagtail_referrals.releases.flow import ReleaseRefused


def test_all_of_it_goes_live_at_its_time_and_not_before(
    program, pages, writer, approver, monkeypatch
):
    release = ask(program, pages, writer, go_live_at=timezone.now() + timedelta(days=3))
    flow.approve(release=release, user=approver)
    run_due()
    assert what_is_live(program, pages) == NOTHING_NEW
    monkeypatch.setenv(OFFSET_VARIABLE, "4")
    run_due()
    release.refresh_from_db()
    assert release.step == Step.RELEASED
    assert what_is_live(program, pages) == (2, "New words", True)
    assert program.current_terms.created_by == writer
    version = RulesVersion.objects.get()
    assert version.terms == program.current_terms
    assert "€15.00" in version.plain_text


def test_nothing_happens_without_a_second_person(program, pages, writer):
    release = ask(program, pages, writer)
    run_due()
    assert release.step == Step.ASKED
    assert what_is_live(program, pages) == NOTHING_NEW


def test_nobody_approves_his_own_change_not_even_a_superuser(program, pages, writer):
    release = ask(program, pages, writer)
    writer.is_superuser = True
    writer.save()
    with pytest.raises(ReleaseRefused, match="a second person"):
        flow.approve(release=release, user=writer)
    author = make_editor(is_superuser=True)
    pages[0].revisions.filter(pk=pages[0].latest_revision_id).update(user=author)
    with pytest.raises(ReleaseRefused, match="a second person"):
        flow.approve(release=release, user=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(approved_by=writer)


def test_whoever_wrote_an_earlier_draft_is_no_second_person(program, pages, writer, approver):
    pages[1].title = "My rules"
    pages[1].save_revision(user=approver)
    pages[1].save_revision(user=writer)
    release = ask(program, pages, writer)
    with pytest.raises(ReleaseRefused, match="a second person"):
        flow.approve(release=release, user=approver)


@pytest.mark.parametrize("missing", ["approve_release", "change_program", "pages"])
def test_approving_takes_every_permission(program, pages, writer, approver, missing):
    release = ask(program, pages, writer)
    if missing == "pages":
        approver.groups.clear()
    approver.user_permissions.remove(*Permission.objects.filter(codename=missing))
    approver = type(approver).objects.get(pk=approver.pk)
    with pytest.raises(ReleaseRefused, match="You may not"):
        flow.approve(release=release, user=approver)


def test_a_failed_part_stops_all_and_the_reason_is_kept(program, pages, writer, approver):
    release = ask(program, pages, writer)
    flow.approve(release=release, user=approver)
    shape.reschedule(program=program, name=program.name, starts_at=None, ends_at=timezone.now())
    run_due()
    release.refresh_from_db()
    assert release.step == Step.FAILED
    assert "is over by then." in release.reason
    assert what_is_live(program, pages) == NOTHING_NEW
    assert not RulesVersion.objects.exists()
    page = signed_in(approver).get(reverse("referral_release", args=[release.pk]))
    assert "is over by then." in words_of(page)
    assert Work.objects.get(kind="carry_out_release").status == WorkStatus.DONE


def test_a_program_that_has_ended_gets_no_new_terms(program, writer, approver):
    asked, approved = ask(program, [], writer), ask(program, [], writer)
    flow.approve(release=approved, user=approver)
    shape.end(program=program)
    with pytest.raises(ReleaseRefused, match="has ended"):
        ask(program, [], writer)
    with pytest.raises(ReleaseRefused, match="has ended"):
        flow.approve(release=asked, user=approver)
    run_due()
    approved.refresh_from_db()
    assert approved.step == Step.FAILED
    assert "has ended" in approved.reason
    assert program.terms.count() == 1


def test_other_terms_meanwhile_are_not_overwritten(program, pages, writer, approver):
    release = ask(program, pages, writer)
    flow.approve(release=release, user=approver)
    shape.change_terms(program=program, terms=new_terms(program, friend_value=Decimal("3.00")))
    run_due()
    release.refresh_from_db()
    assert (release.step, release.reason) == (
        Step.FAILED,
        "The program has other terms meanwhile.",
    )
    assert what_is_live(program, pages) == (2, "Old words", False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_other_terms_at_the_same_moment_are_not_overwritten_either(
    program, pages, writer, approver
):
    release = ask(program, pages, writer)
    Release.objects.update(approved_by=approver, approved_at=timezone.now())
    worker = Rival(transaction.atomic(lambda: flow.carry_out(release.pk)))
    with transaction.atomic():
        shape.change_terms(program=program, terms=new_terms(program, friend_value=Decimal("3.00")))
        worker.act()
    worker.join()
    release.refresh_from_db()
    assert release.reason == "The program has other terms meanwhile."
    assert what_is_live(program, pages) == (2, "Old words", False)


def of_an_older_version(release, **terms):
    """Let a release say what terms said before a field was renamed."""
    Release.objects.filter(pk=release.pk).update(terms={**release.terms, **terms})
    return Release.objects.get(pk=release.pk)


FORGOTTEN = {"friend_gift": "5.00"}
UNREADABLE = {"friend_value": "a lot"}


@pytest.mark.parametrize("terms", [FORGOTTEN, UNREADABLE])
def test_terms_that_nobody_can_read_any_more_stop_the_release_with_a_sentence(
    program, pages, writer, approver, terms
):
    release = ask(program, pages, writer)
    flow.approve(release=release, user=approver)
    of_an_older_version(release, **terms)
    assert (run_due().done, run_due().done) == (1, 0)
    release.refresh_from_db()
    assert release.step == Step.FAILED
    assert "any more. Ask for it again." in release.reason
    assert "Error" not in release.reason
    assert what_is_live(program, pages) == NOTHING_NEW
    page = signed_in(approver).get(reverse("referral_release", args=[release.pk]))
    assert page.status_code == 200
    assert "any more. Ask for it again." in words_of(page)


def test_terms_that_nobody_can_read_any_more_are_not_even_approved(
    program, pages, writer, approver
):
    release = of_an_older_version(ask(program, pages, writer), **FORGOTTEN)
    page = signed_in(approver).get(reverse("referral_release", args=[release.pk]))
    assert "Its terms say “friend_gift”, which terms do not know any more." in words_of(page)
    with pytest.raises(ReleaseRefused, match="friend_gift"):
        flow.approve(release=release, user=approver)


def test_who_asks_finds_only_pages_that_he_may_edit(root, program, pages, writer):
    section = LandingPage(title="Section", slug="section", program=program)
    root.add_child(instance=section)
    pages[0].move(section, "last-child")
    editors = Group.objects.create(name="Editors of a section")
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=editors, page=section, permission=permission)
    access = Permission.objects.get(codename="access_admin")
    editors.permissions.add(access)
    guest = make_editor()
    guest.groups.set([editors])
    address = reverse("referral_release_ask", args=[program.pk])
    page = signed_in(guest).get(address)
    assert [title for _, title in page.context["form"].fields["pages"].choices] == ["Invite"]
    assert "Rules" not in [box.choice_label for box in page.context["form"]["pages"]]
    answer = signed_in(guest).post(address, {"pages": [pages[1].pk]})
    assert "is not one of the available choices" in answer.text
    with pytest.raises(ReleaseRefused, match="“Rules” cannot be released."):
        ask(program, [pages[1]], guest, terms=None)
    assert not Release.objects.exists()


def test_words_that_were_written_over_after_the_approval_do_not_go_live(
    program, pages, writer, approver
):
    release = ask(program, pages, writer)
    flow.approve(release=release, user=approver)
    pages[0].headline = "Smuggled in"
    pages[0].save_revision(user=writer, overwrite_revision=pages[0].latest_revision)
    run_due()
    release.refresh_from_db()
    assert "“Invite” has changed since" in release.reason
    assert what_is_live(program, pages) == NOTHING_NEW


def test_a_page_that_was_deleted_stops_the_release(program, pages, writer, approver):
    release = ask(program, pages, writer)
    flow.approve(release=release, user=approver)
    pages[1].delete()
    run_due()
    release.refresh_from_db()
    assert release.reason == "“Rules” is gone."


def test_a_deleted_page_hides_no_other(program, pages, writer):
    ask(program, [pages[1]], writer)
    pages[1].delete()
    assert flow.pages_to_release(program=program, user=writer) == [pages[0]]


def test_a_page_that_waits_is_published_by_nothing_else(program, pages, writer, approver):
    release = ask(program, pages, writer)
    pages[1].latest_revision.publish(user=approver)
    assert what_is_live(program, pages) == NOTHING_NEW
    flow.cancel(release=release, user=writer)
    pages[1].latest_revision.publish(user=approver)
    assert what_is_live(program, pages) == (1, "Old words", True)
    with pytest.raises(ReleaseRefused, match="decided already"):
        flow.approve(release=release, user=approver)


def test_a_page_that_waits_is_not_published_by_wagtails_api_either(
    program, pages, writer, approver
):
    ask(program, pages, writer)
    browser = signed_in(approver)
    for page in pages:
        address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
        assert "goes live with a release" in browser.post(address).json()["program"][0]
    assert what_is_live(program, pages) == NOTHING_NEW


def test_what_the_draft_says_decides_with_which_program_it_is_released(program, pages, writer):
    other = ProgramFactory()
    pages[0].program = other
    pages[0].save_revision(user=writer)
    assert flow.pages_to_release(program=other, user=writer) == [pages[0]]
    with pytest.raises(ReleaseRefused, match="cannot be released"):
        ask(program, pages, writer)


def test_a_workflow_comes_first_and_its_end_does_not_run_ahead(program, pages, writer, approver):
    release = ask(program, pages, writer)
    state = Workflow.objects.first().start(pages[1], writer)
    with pytest.raises(ReleaseRefused, match="still in its workflow"):
        flow.approve(release=release, user=approver)
    state.current_task_state.approve(user=approver)
    assert what_is_live(program, pages) == NOTHING_NEW
    flow.approve(release=Release.objects.get(), user=approver)
    run_due()
    assert what_is_live(program, pages) == (2, "New words", True)


def test_what_contradicts_itself_is_not_even_asked_for(program, pages, writer):
    with pytest.raises(TermsInvalid):
        ask(program, pages, writer, terms=new_terms(program, friend_value=Decimal("-1.00")))
    with pytest.raises(ReleaseRefused, match="nothing to release"):
        ask(program, [], writer, terms=None)
    with pytest.raises(ReleaseRefused, match="cannot be released"):
        ask(ProgramFactory(), pages, writer, terms=None)
    ask(program, pages, writer)
    with pytest.raises(ReleaseRefused, match="cannot be released"):
        ask(program, pages, writer)
    assert Release.objects.count() == 1
