"""Due work is done once, tried again after a failure, and given up for a person to see."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from oscar_referrals.clock import database_now
from oscar_referrals.flows import work as working
from oscar_referrals.flows.work import enqueue, handles, run_due
from oscar_referrals.models import Program, Work, WorkStatus
from oscar_referrals.registry import Registry
from oscar_referrals.test.factories import ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(monkeypatch):
    """Register a kind of work called "probe" for one test; it notes what it was asked."""
    monkeypatch.setattr(working, "_handlers", Registry())
    monkeypatch.setattr(working, "_batch_sizes", {})
    asked = []

    def register(answer=None):
        @handles("probe")
        def probe(subject):
            asked.append(subject)
            return answer() if answer else None

        return asked

    return register


def make_due(kind="probe", subject=7, **kwargs):
    """Write down work that is due now."""
    enqueue(kind=kind, subject=subject, due_at=database_now(), **kwargs)


def test_work_is_done_once(handler):
    asked = handler()
    make_due()
    make_due()

    assert run_due().done == 1
    assert run_due().done == 0
    assert asked == [7]


def test_work_that_is_not_due_waits(handler):
    asked = handler()
    enqueue(kind="probe", subject=7, due_at=database_now() + timedelta(hours=1))

    assert run_due().done == 0
    assert asked == []


def test_another_occasion_is_other_work(handler):
    asked = handler()
    make_due(occasion="1")
    make_due(occasion="2")

    assert run_due().done == 2
    assert asked == [7, 7]


def test_a_handler_can_ask_to_be_asked_again(handler):
    later = database_now() + timedelta(days=1)
    handler(lambda: later)
    make_due()

    run_due()

    row = Work.objects.get()
    assert (row.status, row.due_at) == (WorkStatus.WAITING, later)


def test_a_failure_undoes_its_writes_and_is_tried_later(handler):
    program = ProgramFactory()

    def fail():
        Program.objects.filter(pk=program.pk).update(name="half done")
        raise RuntimeError("the mail server is down")

    handler(fail)
    make_due()

    result = run_due()

    row = Work.objects.get()
    program.refresh_from_db()
    assert (result.done, result.failed, result.dead) == (0, 1, 0)
    assert (row.status, row.attempts) == (WorkStatus.WAITING, 1)
    assert row.error == "RuntimeError: the mail server is down"
    assert row.due_at > database_now()
    assert program.name != "half done"


def test_work_that_keeps_failing_is_given_up_for_a_person(handler, settings):
    settings.OSCAR_REFERRALS_WORK_ATTEMPTS = 2

    def fail():
        raise RuntimeError("never")

    handler(fail)
    make_due()
    run_due()
    Work.objects.update(due_at=database_now())

    assert run_due().dead == 1
    assert Work.objects.get().status == WorkStatus.DEAD


def test_work_of_an_unknown_kind_fails_visibly(handler):
    make_due(kind="nobody knows")

    assert run_due().failed == 1
    assert "UnknownName" in Work.objects.get().error


def test_work_that_another_worker_overtook_is_done_at_once_and_is_no_failure(handler):
    lost = [OperationalError("database is locked"), OperationalError(1213, "Deadlock found")]

    def lose_twice():
        if lost:
            raise lost.pop()

    asked = handler(lose_twice)
    make_due()

    result = run_due()

    assert (result.done, result.failed) == (1, 0)
    assert asked == [7, 7, 7]


def test_any_other_trouble_with_the_database_is_a_failure(handler):
    def fail():
        raise OperationalError("no such table: nothing")

    handler(fail)
    make_due()

    assert run_due().failed == 1
