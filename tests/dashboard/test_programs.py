"""The list of programs, one program, and moving it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_referrals.flows import shape
from oscar_referrals.flows.review import send_to_review
from oscar_referrals.models import Event, ProgramState, Visit, Work, WorkStatus
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory, code_of
from tests.dashboard.conftest import QUERIES_OF_OSCAR, told

#: What the form of a program begins with.
USUAL = {"starts_at": "", "ends_at": "", "precedence": "0", "target": "10"}


def test_an_empty_list_tells_what_to_do_first(see):
    page = see("referral-program-list").content.decode()
    assert "There is no program yet." in page
    assert reverse("referral-program-create") in page


def test_a_row_says_what_a_program_promises_and_how_it_does(see, program, referral):
    page = see("referral-program-list").content.decode()
    assert "€10.00 off from €40.00 for the friend, €10.00 (store credit) for the advocate." in page
    assert "€20.00 of €100.00" in page


def test_the_list_asks_as_much_for_ten_programs_as_for_one(
    see, program, referral, django_assert_num_queries
):
    see("referral-program-list")
    with django_assert_num_queries(QUERIES_OF_OSCAR + 3):
        see("referral-program-list")
    for _number in range(9):
        ProgramFactory()
    with django_assert_num_queries(QUERIES_OF_OSCAR + 3):
        see("referral-program-list")


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "sentence"),
    [
        (-2, None, "Live since"),
        (-2, 5, "ends on"),
        (3, 5, "Begins on"),
        (-5, -2, "Over since"),
    ],
)
def test_the_state_is_a_sentence_with_dates(see, starts_in, ends_in, sentence):
    now = timezone.now()
    ProgramFactory(
        starts_at=now + timedelta(days=starts_in),
        ends_at=now + timedelta(days=ends_in) if ends_in else None,
    )
    assert sentence in see("referral-program-list").content.decode()


def test_the_page_of_a_program_shows_figures_terms_and_history(see, program, referral):
    page = see("referral-program-detail", pk=program.pk).content.decode()
    for text in (
        "€40.00",
        "€20.00 of €100.00",
        "€10.00 of that is promised and not issued yet.",
        "Terms number 1, which hold now",
        "Draft → Live",
        "Nothing waits for you.",
    ):
        assert text in page


def test_a_program_without_orders_has_a_page_too(see, program):
    page = see("referral-program-detail", pk=program.pk).content.decode()
    assert "Nobody has opened a share link yet." in page


def test_an_unknown_program_is_not_found(see, db):
    assert see("referral-program-detail", pk=999).status_code == 404


def test_the_page_lists_what_needs_a_person(see, program, referral):
    send_to_review(referral=referral, actor=CustomerFactory(is_staff=True))
    Work.objects.create(
        kind="issue",
        subject=referral.pk,
        key="broken",
        due_at=timezone.now(),
        status=WorkStatus.DEAD,
        attempts=8,
        error="SMTPServerDisconnected: please run connect() first",
    )
    page = see("referral-program-detail", pk=program.pk).content.decode()
    assert "1 referral to review" in page
    assert reverse("referral-detail", kwargs={"pk": referral.pk}) in page
    assert "1 thing could not be done" in page
    assert "Issue the reward: <code>SMTPServerDisconnected" in page
    assert "Given up after 8 attempts." in page


def test_the_work_of_another_program_is_not_its_need(see, referral):
    other = ProgramFactory()
    Work.objects.create(
        kind="issue", subject=referral.pk, key="broken", due_at=timezone.now(),
        status=WorkStatus.DEAD,
    )  # fmt: skip
    page = see("referral-program-detail", pk=other.pk).content.decode()
    assert "Nothing waits for you." in page


def test_a_program_is_paused_started_and_ended_by_the_person_signed_in(send, program):
    for name, state in (("pause", "paused"), ("start", "live"), ("end", "ended")):
        send(f"referral-program-{name}", pk=program.pk)
        program.refresh_from_db()
        assert program.state == state
    events = Event.objects.filter(program=program, referral=None).order_by("pk")
    assert [event.to_state for event in events] == ["live", "paused", "live", "ended"]
    assert all(event.actor_name for event in events[1:])


def test_pausing_twice_changes_nothing_more(send, program):
    send("referral-program-pause", pk=program.pk)
    send("referral-program-pause", pk=program.pk)
    assert program.events.count() == 2


@pytest.mark.parametrize("name", ["start", "pause"])
def test_an_ended_program_cannot_be_moved_and_says_so(send, program, name):
    shape.end(program=program)
    response = send(f"referral-program-{name}", pk=program.pk)
    assert told(response) == ["That is not possible: the program is now “Ended”."]
    program.refresh_from_db()
    assert program.state == ProgramState.ENDED


@pytest.mark.parametrize("name", ["edit", "terms"])
def test_an_ended_program_cannot_be_changed_and_says_so(send, program, name):
    shape.end(program=program)
    response = send(f"referral-program-{name}", {"name": "Autumn"}, pk=program.pk)
    assert told(response) == ["This program has ended. Nothing in it can be changed."]
    program.refresh_from_db()
    assert (program.name, program.terms.count()) == ("Spring invitation", 1)


def test_ending_asks_first_and_says_what_goes_on(see, program, referral):
    page = see("referral-program-end", pk=program.pk).content.decode()
    assert "1 referral is still waiting." in page
    program.refresh_from_db()
    assert program.state == ProgramState.LIVE


def test_name_schedule_and_budget_can_be_changed(send, program):
    data = USUAL | {"name": "Autumn", "starts_at": "2030-01-01T08:00", "cap": "250.50"}
    response = send("referral-program-edit", data, pk=program.pk)
    assert told(response) == ["The program has been changed."]
    program.refresh_from_db()
    assert program.name == "Autumn"
    assert timezone.localtime(program.starts_at).isoformat() == "2030-01-01T08:00:00+01:00"
    assert program.budgets.get().cap == Decimal("250.50")


def test_an_owner_ranks_a_program_and_sees_how_near_its_target_is(send, see, program, referral):
    send("referral-program-edit", USUAL | {"name": "B", "precedence": "3", "target": "12.5"},
         pk=program.pk)  # fmt: skip

    program.refresh_from_db()
    assert (program.precedence, program.target) == (3, Decimal("12.50"))
    Visit.objects.create(
        code=code_of(referral.advocate), visitor="a" * 64, arrived_at=timezone.now()
    )
    page = see("referral-program-detail", pk=program.pk).content.decode()
    assert "100.0 % of the visitors ordered and kept it; the target is 12.50 %." in page


@pytest.mark.parametrize("target", ["0", "-1", "100.01", "NaN", "ten"])
def test_a_target_is_a_percentage(send, program, target):
    response = send("referral-program-edit", USUAL | {"name": "B", "target": target}, pk=program.pk)

    assert response.context["form"].errors["target"]
    program.refresh_from_db()
    assert program.target == Decimal("10.00")


def test_a_budget_that_pays_for_nobody_is_saved_with_a_warning(send, program):
    data = USUAL | {"name": "Spring invitation", "cap": "15"}
    response = send("referral-program-edit", data, pk=program.pk)
    assert told(response)[1] == (
        "The budget of €15.00 is smaller than one discount and one reward, €20.00."
    )


def test_the_end_of_a_program_that_is_over_need_not_be_changed_to_rename_it(send, program):
    over = timezone.now().replace(second=7) - timedelta(days=1)
    shape.reschedule(program=program, name=program.name, starts_at=None, ends_at=over)
    shown = timezone.localtime(over).strftime("%Y-%m-%dT%H:%M")
    send("referral-program-edit", USUAL | {"name": "Autumn", "ends_at": shown}, pk=program.pk)
    program.refresh_from_db()
    assert program.name == "Autumn"
