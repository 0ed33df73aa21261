"""Finding a referral, reading why it stands where it stands, and deciding."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.dashboard.views.referrals import ReferralListView
from oscar_referrals.flows import review
from oscar_referrals.flows.work import run_due
from oscar_referrals.lifecycle import move
from oscar_referrals.models import ReferralState, Work, WorkStatus
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.dashboard.conftest import QUERIES_OF_OSCAR, told


@pytest.fixture
def other(program):
    """Carla's order by Zoe's code."""
    zoe = AdvocateFactory(program=program, user=CustomerFactory(email="zoe@example.com"))
    return place_referred_order(advocate=zoe, email="carla@example.com")


def found(response):
    return [referral.pk for referral in response.context["object_list"]]


def test_an_empty_list_says_when_something_will_be_there(see, db):
    assert "No friend has ordered yet." in see("referral-list").content.decode()


def test_the_newest_referral_comes_first(see, referral, other):
    assert found(see("referral-list")) == [other.pk, referral.pk]


def test_the_list_asks_as_much_for_ten_referrals_as_for_one(
    see, referral, django_assert_num_queries
):
    see("referral-list")
    with django_assert_num_queries(QUERIES_OF_OSCAR + 3):
        see("referral-list")
    for number in range(9):
        place_referred_order(advocate=AdvocateFactory(), email=f"friend{number}@example.com")
    with django_assert_num_queries(QUERIES_OF_OSCAR + 3):
        assert len(found(see("referral-list"))) == 10


@pytest.mark.parametrize("part", ["code", "order", "email"])
def test_a_referral_is_found_by_code_order_number_or_advocate(see, advocate, referral, other, part):
    text = {
        "code": code_of(advocate).text.lower(),
        "order": referral.order_number,
        "email": "ANNA@",
    }[part]
    assert found(see("referral-list", {"text": text})) == [referral.pk]


def test_referrals_are_filtered_by_program_state_and_day(see, program, referral, other):
    today = timezone.localdate().isoformat()
    assert found(see("referral-list", {"program": program.pk})) == [other.pk, referral.pk]
    assert found(see("referral-list", {"state": "held"})) == [referral.pk]
    assert found(see("referral-list", {"ordered_from": today})) == [other.pk, referral.pk]
    assert found(see("referral-list", {"ordered_until": today})) == [other.pk, referral.pk]
    assert found(see("referral-list", {"ordered_until": "2020-01-01"})) == []


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"state": "bogus"}, "state", "Select a valid choice."),
        ({"program": "bogus"}, "program", "Select a valid choice."),
        ({"ordered_from": "31/31/2026"}, "ordered_from", "Enter a valid date."),
        ({"ordered_until": "9999-12-31"}, "ordered_until", "Please give a year between"),
        ({"text": "a\x00"}, "text", "Null characters are not allowed."),
        (
            {"ordered_from": "2026-05-02", "ordered_until": "2026-05-01"},
            "ordered_until",
            "The last day has to come after the first.",
        ),
    ],
)
def test_a_question_that_cannot_be_understood_finds_nothing_and_says_why(
    see, referral, query, field, sentence
):
    response = see("referral-list", query)
    assert found(response) == []
    assert response.context["form"].errors[field][0].startswith(sentence)


@pytest.mark.parametrize("text", ["'; DROP TABLE", "\u202e", "%", "🎁" * 50, "<script>"])
def test_a_strange_search_is_only_a_search(see, referral, text):
    response = see("referral-list", {"text": text})
    assert response.status_code == 200
    assert found(response) == []
    assert '<script>"' not in response.content.decode()


def test_the_second_page_keeps_the_question(see, program, referral, other, monkeypatch):
    monkeypatch.setattr(ReferralListView, "paginate_by", 1)
    first = see("referral-list", {"program": program.pk})
    assert f"?program={program.pk}&amp;page=2" in first.content.decode()
    assert found(see("referral-list", {"program": program.pk, "page": 2})) == [referral.pk]
    assert see("referral-list", {"page": "99"}).status_code == 404


def test_the_why_shows_facts_terms_timeline_and_work(see, advocate, referral):
    page = see("referral-detail", pk=referral.pk).content.decode()
    for text in (
        "The order qualified; the return time is running.",
        "anna@example.com",
        "ben@example.com, a guest",
        code_of(advocate).text,
        reverse("dashboard:order-detail", kwargs={"number": referral.order_number}),
        "Terms number 1, which this referral keeps",
        "Ordered → Waiting for the return time to end",
        "Message to the friend: what the invitation saved",
        "No money has moved.",
    ):
        assert text in page


def test_the_why_of_a_rewarded_referral_shows_the_money(see, referral, monkeypatch):
    change_status(referral.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    run_due()
    change_status(referral.order, "Cancelled")
    run_due()
    monkeypatch.delenv(OFFSET_VARIABLE)
    response = see("referral-detail", pk=referral.pk)
    amounts = [
        {entry.account.kind: entry.amount for entry in transfer.entries.all()}
        for transfer in response.context["transfers"]
    ]
    assert amounts == [
        {"credit": Decimal("10.00"), "expense": Decimal("-10.00")},
        {"expense": Decimal("10.00"), "credit": Decimal("-10.00")},
    ]
    assert "Rewarded → Taken back" in response.content.decode()
    assert response.context["decisions"] == []


def test_the_answers_of_the_rules_are_shown_with_their_values(see, referral):
    rules = [
        {
            "book": "house",
            "rule": "friend_is_new",
            "figures": {},
            "passed": False,
            "reason": "existing_customer",
            "values": {"order": "100042", "guest": "True"},
        }
    ]
    move(
        subject=referral,
        to=ReferralState.REVIEW,
        reason=Reason.EXISTING_CUSTOMER,
        details={"rules": rules},
    )
    page = see("referral-detail", pk=referral.pk).content.decode()
    assert "It is the friend&#x27;s first order, if the terms ask for that" in page
    assert "<strong>no</strong>: The friend had already ordered." in page
    assert "order: 100042" in page
    assert "guest: True" in page


def test_work_that_failed_shows_its_error_as_text(see, referral):
    Work.objects.filter(subject=referral.pk, kind="release").update(
        attempts=2, error="ValueError: <b>bad</b>", status=WorkStatus.WAITING
    )
    page = see("referral-detail", pk=referral.pk).content.decode()
    assert "ValueError: &lt;b&gt;bad&lt;/b&gt;" in page
    assert "Next try: " in page


def test_the_why_of_a_deleted_order_and_account_can_still_be_read(see, advocate, referral):
    referral.order.delete()
    advocate.user.delete()
    page = see("referral-detail", pk=referral.pk).content.decode()
    assert "which the shop no longer has" in page
    assert "account deleted" in page


def test_an_unknown_referral_is_not_found(see, send, db):
    assert see("referral-detail", pk=999).status_code == 404
    assert send("referral-reject", pk=999).status_code == 404


def test_a_person_decides_back_and_forth_and_every_step_is_written_down(send, referral):
    for name, state in (
        ("review", "review"),
        ("reject", "voided"),
        ("reopen", "review"),
        ("accept", "held"),
    ):
        response = send(f"referral-{name}", pk=referral.pk)
        referral.refresh_from_db()
        assert referral.state == state, told(response)
    events = referral.events.filter(reward=None)
    assert [event.to_state for event in events] == ["held", "review", "voided", "review", "held"]
    assert all(event.actor_name for event in events[1:])


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("held", ["Send to review", "Reject"]),
        ("review", ["Accept", "Reject"]),
        ("voided", ["Reopen"]),
    ],
)
def test_only_the_decisions_that_are_open_have_a_button(see, referral, state, buttons):
    actor = CustomerFactory(is_staff=True)
    if state == "review":
        review.send_to_review(referral=referral, actor=actor)
    if state == "voided":
        review.reject(referral=referral, actor=actor)
    response = see("referral-detail", pk=referral.pk)
    assert [str(decision.label) for decision in response.context["decisions"]] == buttons


def test_a_cancelled_order_cannot_be_reopened(see, send, referral):
    change_status(referral.order, "Cancelled")
    run_due()
    assert see("referral-detail", pk=referral.pk).context["decisions"] == []
    response = send("referral-reopen", pk=referral.pk)
    assert told(response) == ["That is not possible: the referral is now “Voided”."]
    referral.refresh_from_db()
    assert (referral.state, referral.reason) == ("voided", "order_cancelled")


def test_a_referral_whose_order_is_gone_cannot_be_accepted(send, referral):
    review.send_to_review(referral=referral, actor=CustomerFactory(is_staff=True))
    referral.order.delete()
    response = send("referral-accept", pk=referral.pk)
    assert told(response) == ["That is not possible. The shop no longer knows the order."]
    referral.refresh_from_db()
    assert referral.state == ReferralState.REVIEW


def test_an_order_nobody_has_looked_at_cannot_be_accepted(send, other):
    response = send("referral-accept", pk=other.pk)
    assert told(response) == ["That is not possible: the referral is now “Ordered”."]
    other.refresh_from_db()
    assert other.state == ReferralState.PENDING


def test_rejecting_twice_writes_one_event(send, referral):
    send("referral-reject", pk=referral.pk)
    send("referral-reject", pk=referral.pk)
    assert referral.events.filter(to_state="voided").count() == 1
