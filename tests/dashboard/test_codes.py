"""Staff look at words before they become codes, and take codes back."""

import pytest
from django.core import mail
from django.urls import reverse

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.replace_code import replace_code, take_code_back
from oscar_referrals.flows.wishes import approve_wish
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import CodeWish, Event
from oscar_referrals.names import LONGEST_LOGIN
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.selectors.own_data import export_of
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from tests.account.pages import words_of
from tests.dashboard.conftest import signed_in, told
from tests.dashboard.test_programs import USUAL

ACCOUNT = "/account/invite/"


@pytest.fixture
def program(db):
    return ProgramFactory(looks_at_words=True)


@pytest.fixture
def anna(program):
    anna = AdvocateFactory(program=program, user=CustomerFactory(email="anna@example.com"))
    run_due()
    mail.outbox.clear()
    return anna


def ask(advocate, word):
    """Ask for a word on the customer's page; return what the page tells."""
    data = {"word": word, "leads_on": "on"}
    response = signed_in(advocate.user).post(reverse("referral-code"), data, follow=True)
    return words_of(response)


def answer(send, name, wish, **data):
    return told(send(f"referral-wish-{name}", {"word": wish.word, **data}, pk=wish.pk))


def test_a_word_waits_for_staff_and_works_once_they_approve(anna, see, send):
    old = code_of(anna)
    assert "We look at the word first, and write to you." in ask(anna, "Anna")
    assert code_of(anna) == old
    assert "until then your code works as before" in words_of(signed_in(anna.user).get(ACCOUNT))
    assert "1 word to look at" in words_of(see("referral-program-detail", pk=anna.program_id))
    queue = words_of(see("referral-codes"))
    assert "ANNA81" in queue
    assert "anna@example.com" in queue

    said = answer(send, "approve", CodeWish.objects.get())

    assert said == ["Approved. The code ANNA81 works, and its advocate is told."]
    assert code_of(anna).text == "ANNA81"
    assert not CodeWish.objects.exists()
    old.refresh_from_db()
    assert old.leads_on
    run_due()
    [message] = mail.outbox
    assert message.subject == "Your new code: ANNA81"
    assert "http://example.com/r/ANNA81/" in message.body
    page = see("referral-advocate-detail", pk=anna.pk)
    assert "Approved" in words_of(page)
    assert "<title>anna@example.com |" in " ".join(page.text.split())
    assert list(find_differences()) == []


def test_a_refused_word_is_answered_with_the_reason(anna, see, send):
    ask(anna, "Anna")
    old = code_of(anna)
    wish = CodeWish.objects.get()
    assert answer(send, "refuse", wish) == ["Please write what the advocate is to read."]
    answer(send, "refuse", wish, words="It is the name of <b>our</b> barista.")
    assert code_of(anna) == old
    run_due()
    [message] = mail.outbox
    assert message.subject == "The code ANNA81 cannot be yours"
    assert "It is the name of <b>our</b> barista." in message.body
    assert "&lt;b&gt;our" in message.alternatives[0][0]
    page = signed_in(anna.user).get(ACCOUNT)
    assert "It is the name of <b>our</b> barista." in words_of(page)
    assert b"<b>our" not in page.content
    assert "No word waits." in words_of(see("referral-codes"))
    [told_himself] = export_of(anna.user)["word_asked_for_as_a_code"]
    assert told_himself["word"] == "ANNA"


def test_a_word_that_was_changed_after_staff_saw_it_is_not_decided(anna, send, owner):
    ask(anna, "Anna")
    seen = CodeWish.objects.get()
    ask(anna, "Berta")
    for name in ("approve", "refuse"):
        [said] = answer(send, name, seen, words="No.")
        assert "answered or changed meanwhile" in said
    assert CodeWish.objects.get().word == "BERTA"


def test_signs_that_no_code_has_find_nobody_and_decide_nothing(anna, see, send, owner):
    """PostgreSQL keeps no text with a null character and says so with an error."""
    assert "Nobody was found." in words_of(see("referral-codes", {"text": "no\x00body"}))
    assert anna.user.email in words_of(see("referral-codes", {"text": "anna\x00@"}))
    ask(anna, "Anna")
    wish = CodeWish.objects.get()
    wish.word = "ANNA\x00"
    for name in ("approve", "refuse"):
        [said] = answer(send, name, wish, words="No.")
        assert "answered or changed meanwhile" in said
    assert CodeWish.objects.get().word == "ANNA"


def test_blocked_and_taken_words_never_reach_the_queue(anna, program):
    assert "This code cannot be had." in ask(anna, "Admin")
    other = AdvocateFactory(program=ProgramFactory())
    replace_code(advocate=other, word="Anna")
    assert "This code is taken." in ask(anna, "Anna")
    assert not CodeWish.objects.exists()


def test_of_two_who_wait_for_one_word_one_gets_it(anna, program, send):
    berta = AdvocateFactory(program=program)
    ask(anna, "Anna")
    ask(berta, "Anna")
    first, second = CodeWish.objects.order_by("pk")
    answer(send, "approve", first)
    [said] = answer(send, "approve", second)
    assert "Somebody else has a code that looks like this one." in said
    assert CodeWish.objects.get() == second


def test_a_random_code_needs_no_look_and_ends_the_wish(anna):
    ask(anna, "Anna")
    assert "Your code is" in ask(anna, "")
    assert not CodeWish.objects.exists()


def test_whoever_left_meanwhile_gets_no_code(anna, owner):
    ask(anna, "Anna")
    wish = CodeWish.objects.get()
    anna.left_at = anna.joined_at
    anna.save()
    with pytest.raises(Refused) as refusal:
        approve_wish(wish=wish, actor=CustomerFactory())
    assert refusal.value.reason == Reason.CODE_WITHDRAWN


def test_a_word_goes_on_waiting_when_the_code_is_taken_back(anna, send, see):
    ask(anna, "Anna")
    send("referral-code-take-back", {"words": "It was on a coupon site."}, pk=anna.pk)
    assert "ANNA81" in words_of(see("referral-codes"))
    anna.user.delete()
    assert "No word waits." in words_of(see("referral-codes"))


def test_staff_take_a_code_back_and_say_why(see, send):
    anna = AdvocateFactory(program=ProgramFactory(code_total=5))
    run_due()
    mail.outbox.clear()
    old = code_of(anna)
    page = words_of(see("referral-codes", {"text": old.text.lower()}))
    assert anna.user.email in page
    assert "Nobody was found." in words_of(see("referral-codes", {"text": "nobody"}))
    assert old.text in words_of(see("referral-advocate-detail", pk=anna.pk))

    assert told(send("referral-code-take-back", pk=anna.pk)) == [
        "Please write what the advocate is to read."
    ]
    response = send("referral-code-take-back", {"words": "It was on a coupon site."}, pk=anna.pk)

    new = code_of(anna)
    assert new != old
    assert new.counted_by == old
    words = words_of(response)
    assert f"The new code is {new.text}" in words
    assert "It was on a coupon site." in words
    event = Event.objects.get(advocate=anna)
    assert event.details == {
        "code": old.text,
        "new_code": new.text,
        "words": "It was on a coupon site.",
    }
    run_due()
    [message] = mail.outbox
    assert message.subject == f"Your new code: {new.text}"
    assert f"We have taken your code {old.text} back: It was on a coupon site." in message.body
    assert list(find_differences()) == []


def test_a_long_login_of_the_staff_is_cut_in_the_history(anna):
    staff = CustomerFactory()
    setattr(staff, staff.USERNAME_FIELD, "x" * 300)
    take_code_back(advocate=anna, words="No.", actor=staff)
    assert Event.objects.get(advocate=anna).actor_name == "x" * LONGEST_LOGIN


@pytest.mark.parametrize("name", ["wish-approve", "wish-refuse", "code-take-back"])
def test_only_who_may_decide_does(viewer, owner, anna, name):
    ask(anna, "Anna")
    wish = CodeWish.objects.get()
    subject = anna if name == "code-take-back" else wish
    address = reverse(f"referral-{name}", kwargs={"pk": subject.pk})
    assert viewer.post(address, {"word": wish.word, "words": "No."}).status_code == 403
    assert owner.get(address).status_code == 405
    assert code_of(anna).text != "ANNA81"
    assert "Approve" not in words_of(viewer.get(reverse("referral-codes")))


def test_the_choice_is_the_programs(owner, program):
    page = reverse("referral-program-edit", kwargs={"pk": program.pk})
    for ticked in ("", "on"):
        owner.post(page, USUAL | {"name": "Spring", "looks_at_words": ticked})
        program.refresh_from_db()
        assert program.looks_at_words is bool(ticked)
