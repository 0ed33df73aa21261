"""Several programs at once: which one a customer is offered first, and where the others are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Advocate
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.programs import find_places
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.account.pages import invitation, signed_in, words_of

PAGE = "/account/invite/"


def names_of_places(user):
    return [
        place.program.name for place in find_places(Person(user_id=user.pk), moment=timezone.now())
    ]


def test_the_owners_precedence_decides_what_is_offered_first(ben):
    ProgramFactory(name="Usual", precedence=5)
    ProgramFactory(name="Newer", precedence=1)

    assert names_of_places(ben) == ["Usual", "Newer"]
    assert "Look at Newer" in words_of(signed_in(ben).get(PAGE))


def test_of_equals_the_newest_is_offered_first(ben):
    ProgramFactory(name="Older")
    ProgramFactory(name="Newer")

    assert names_of_places(ben) == ["Newer", "Older"]


def test_a_program_a_customer_takes_part_in_goes_before_one_he_could_join(anna):
    ProgramFactory(name="Better", precedence=9)

    assert names_of_places(anna.user) == [anna.program.name, "Better"]


def test_a_paused_program_comes_last_and_does_not_hide_what_is_open(anna):
    shape.pause(program=anna.program)
    ProgramFactory(name="Open")

    assert names_of_places(anna.user) == ["Open", anna.program.name]


@pytest.mark.parametrize("button", ["leave", "join"])
def test_a_button_that_names_a_program_never_acts_on_another(anna, ben, button):
    other = AdvocateFactory(user=anna.user, program=ProgramFactory(name="Other"))
    names = {"leave": anna.program.slug, "join": "gone"}
    enroll.leave(advocate=anna)
    shape.pause(program=anna.program)

    signed_in(anna.user).post(f"{PAGE}{button}/", {"program": names[button]})
    signed_in(ben).post(f"{PAGE}{button}/", {"program": names[button]})

    other.refresh_from_db()
    assert other.left_at is None
    assert not Advocate.objects.filter(user=ben).exists()


def test_who_takes_part_in_two_programs_finds_the_link_of_each(anna):
    second = AdvocateFactory(user=anna.user, program=ProgramFactory(name="Second", precedence=2))
    client = signed_in(anna.user)

    first_shown = client.get(PAGE).content.decode()
    other_shown = client.get(PAGE, {"program": anna.program.slug}).content.decode()

    assert code_of(second).text in first_shown
    assert code_of(anna).text not in first_shown
    assert code_of(anna).text in other_shown


def test_who_may_not_join_the_first_program_is_shown_the_next(ben):
    loyal = [{"rule": "minimum_orders", "orders": 2}]
    ProgramFactory(name="For the loyal", precedence=9, advocate_rules=loyal)
    ProgramFactory(name="For all")

    words = words_of(signed_in(ben).get(PAGE))

    assert "Get my link" in words
    assert "Look at For the loyal" in words


def test_joining_and_leaving_are_about_the_program_on_the_page(anna):
    other = ProgramFactory(name="Second")
    client = signed_in(anna.user)

    page = client.post(reverse("referral-join"), {"shown_name": "", "program": other.slug})
    assert page["Location"] == f"{PAGE}?program={other.slug}"
    client.post(reverse("referral-leave"), {"program": other.slug})

    anna.refresh_from_db()
    assert anna.left_at is None
    assert Advocate.objects.get(program=other).left_at is not None


@pytest.mark.parametrize("slug", ["nobody", "", "x" * 5000, "ﬁ\x00"])
def test_a_program_that_is_none_of_his_shows_the_first_one(anna, slug):
    response = signed_in(anna.user).get(PAGE, {"program": slug})

    assert response.status_code == 200
    assert code_of(anna).text in response.content.decode()


def test_who_has_left_can_join_again(anna):
    enroll.leave(advocate=anna)

    assert names_of_places(anna.user) == [anna.program.name]
    assert "Get my link" in words_of(signed_in(anna.user).get(PAGE))


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [(2, "Today is the last day."), (26, "Only until tomorrow."), (98, "Only 4 more days.")],
)
def test_the_end_of_a_program_is_counted_down(visitor, anna, code, hours, sentence, time_machine):
    time_machine.move_to("2030-05-01T12:00:00+00:00", tick=False)
    ends_at = timezone.now() + timedelta(hours=hours)
    shape.reschedule(program=anna.program, name="Spring", starts_at=None, ends_at=ends_at)

    assert sentence in words_of(visitor.get(invitation(code)))


def test_an_end_that_is_far_away_is_not_counted_down(visitor, anna, code):
    ends_at = timezone.now() + timedelta(days=60)
    shape.reschedule(program=anna.program, name="Spring", starts_at=None, ends_at=ends_at)

    words = words_of(visitor.get(invitation(code)))
    assert "last day" not in words
    assert "more days" not in words
