"""Failed work is seen, explained and tried again; a scheduler that sleeps is noticed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from oscar_referrals.checks import check_due_work
from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.flows.work import enqueue, handles, run_due
from oscar_referrals.models import Work, WorkRun, WorkStatus
from tests.dashboard.conftest import QUERIES_OF_OSCAR, told

BROKEN = {"is_broken": True, "calls": 0}


@handles("tests.desk")
def do_something(subject):
    """Fail as long as the world is broken."""
    BROKEN["calls"] += 1
    if BROKEN["is_broken"]:
        raise ConnectionError("<b>the mail server</b> is down")


@pytest.fixture(autouse=True)
def _broken_world():
    BROKEN.update(is_broken=True, calls=0)


@pytest.fixture
def failed(db):
    """A piece of work that has failed once and waits."""
    enqueue(kind="tests.desk", subject=1, due_at=database_now())
    run_due()
    return Work.objects.get()


@pytest.fixture
def dead(failed, settings, monkeypatch):
    """The same, given up."""
    settings.OSCAR_REFERRALS_WORK_ATTEMPTS = 2
    monkeypatch.setenv(OFFSET_VARIABLE, "0.01")
    run_due()
    failed.refresh_from_db()
    assert failed.status == WorkStatus.DEAD
    return failed


def test_what_was_given_up_is_shown_with_its_error_and_tried_again_by_a_button(see, send, dead):
    page = see("referral-work-list").content.decode()
    assert "1 thing could not be done" in page
    assert "ConnectionError: &lt;b&gt;the mail server&lt;/b&gt; is down" in page
    assert "Given up after 2 attempts." in page

    BROKEN["is_broken"] = False
    response = send("referral-work-retry", pk=dead.pk)
    run_due()

    assert told(response) == ["It is tried again with the next run."]
    dead.refresh_from_db()
    assert dead.status == WorkStatus.DONE


def test_what_waits_for_the_next_attempt_is_shown_and_need_not_wait(see, send, failed):
    assert b"Next try: " in see("referral-work-list").content

    send("referral-work-retry", pk=failed.pk)

    failed.refresh_from_db()
    assert (failed.attempts, failed.due_at <= database_now()) == (0, True)


def test_after_an_outage_everything_is_tried_again_at_once(send, failed):
    enqueue(kind="tests.desk", subject=2, due_at=database_now())
    run_due()
    BROKEN["is_broken"] = False

    response = send("referral-work-retry-all")
    run_due()

    assert told(response) == ["2 things are tried again with the next run."]
    assert not Work.objects.exclude(status=WorkStatus.DONE).exists()


def test_work_that_is_done_is_not_done_again_by_an_old_page(send, failed):
    BROKEN["is_broken"] = False
    send("referral-work-retry", pk=failed.pk)
    run_due()
    calls = BROKEN["calls"]

    send("referral-work-retry", pk=failed.pk)
    run_due()

    assert BROKEN["calls"] == calls


def test_what_was_given_up_stands_first(see, dead):
    enqueue(kind="tests.desk", subject=2, due_at=database_now() - timedelta(days=1))
    Work.objects.filter(subject=2).update(attempts=1, error="x")

    rows = see("referral-work-list").context["rows"]

    assert [row.work.subject for row in rows] == [1, 2]


def test_the_page_costs_the_same_however_much_has_failed(see, failed, django_assert_num_queries):
    see("referral-work-list")
    for subject in range(2, 60):
        enqueue(kind="tests.desk", subject=subject, due_at=database_now())
    Work.objects.update(attempts=1)

    with django_assert_num_queries(QUERIES_OF_OSCAR + 4):
        see("referral-work-list")


def test_work_about_a_referral_leads_to_it(see, referral):
    Work.objects.filter(kind="tell_friend_ordered").update(status=WorkStatus.DEAD, attempts=8)

    page = see("referral-work-list").content.decode()

    assert reverse("referral-detail", kwargs={"pk": referral.pk}) in page


def test_the_program_page_leads_to_the_desk(see, program, referral):
    Work.objects.filter(kind="tell_friend_ordered").update(status=WorkStatus.DEAD, attempts=8)

    page = see("referral-program-detail", pk=program.pk).content.decode()

    assert "Look at it and try again" in page


def test_nothing_to_do_is_calm(see, db):
    call_command("referrals_run_due")

    page = see("referral-work-list").content.decode()

    assert "Everything that was due is done." in page
    assert "Nobody has" not in page


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, "Nobody has ever looked for due work."), (11, "Nobody has looked for due work since")],
)
@pytest.mark.parametrize("page", ["desk", "program"])
def test_a_scheduler_that_sleeps_is_told_on_both_pages(see, program, page, minutes, words):
    if minutes:
        finished_at = database_now() - timedelta(minutes=minutes)
        WorkRun.objects.create(finished_at=finished_at, done=0)

    name, kwargs = (
        ("referral-work-list", {})
        if page == "desk"
        else (
            "referral-program-detail",
            {"pk": program.pk},
        )
    )

    assert words in see(name, **kwargs).content.decode()


def test_a_check_of_the_database_warns_while_a_program_is_live(program):
    (warning,) = check_due_work(databases=["default"])
    assert (warning.id, bool(warning.hint)) == ("oscar_referrals.W004", True)
    assert check_due_work() == []

    call_command("referrals_run_due")

    assert check_due_work(databases=["default"]) == []


def test_a_shop_without_a_live_program_is_not_warned(db):
    assert check_due_work(databases=["default"]) == []
