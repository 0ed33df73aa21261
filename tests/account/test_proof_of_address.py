"""Nobody gets a place by typing an address: the e-mailed link proves it. And one is enough."""

import threading
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll, guests
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, Advocate, Code, CodeWish
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from tests.account.pages import PERSON, signed_in, words_of
from tests.account.test_account_page import earn
from tests.account.test_guests import EMAIL, arrive, ask
from tests.reliability.crowd import at_once, errors_in


@pytest.fixture
def gone(anna):
    """The address of Anna, whose account was deleted."""
    email = anna.user.email
    anna.user.delete()
    return email


def come_back_as(user):
    """Join as somebody, and open the link that comes by e-mail while signed in."""
    browser = signed_in(user)
    browser.post(reverse("referral-join"))
    _answer, address = ask(Client(**PERSON), user.email)
    return browser.post(address, follow=True)


def test_to_register_a_deleted_accounts_address_does_not_bring_its_place(anna, gone):
    thief = CustomerFactory(email=gone)
    words = words_of(signed_in(thief).post(reverse("referral-join"), follow=True))
    assert "We have sent you an e-mail" in words
    anna.refresh_from_db()
    assert anna.user is None
    run_due()
    assert (mail.outbox[-1].to, "/guest/link/" in mail.outbox[-1].body) == ([gone], True)
    with pytest.raises(Refused) as refusal:
        enroll.join(program=anna.program, user=thief)
    assert refusal.value.reason == Reason.GUEST_LINK_NEEDED


def test_the_link_brings_the_place_its_code_and_its_credit_back(anna, code, monkeypatch):
    earn(anna, monkeypatch)
    email = anna.user.email
    anna.user.delete()
    new = CustomerFactory(email=email)
    words = words_of(come_back_as(new))
    assert "Your friends and rewards are here now." in words
    assert "€10.00 credit" in words
    assert code_of(Advocate.objects.get(user=new)).text == code
    assert Account.objects.get(user=new).balance == Decimal("10.00")


def test_credit_stays_with_the_account_that_has_its_own(anna, monkeypatch):
    earn(anna, monkeypatch)
    email = anna.user.email
    anna.user.delete()
    other = AdvocateFactory()
    earn(other, monkeypatch, email="another.friend@example.com")
    _answer, address = ask(Client(**PERSON), email)
    signed_in(other.user).post(address)
    anna.refresh_from_db()
    assert anna.user == other.user
    assert Account.objects.filter(user=other.user).count() == 1


def test_a_deleted_account_leaves_no_name_and_no_words(anna, code, visitor):
    CodeWish.objects.create(advocate=anna, word="ANNA", asked_at=anna.joined_at)
    Advocate.objects.update(shown_name="Annabella", nickname="Bee", refused_nickname="Boo")
    assert "Annabella" in visitor.get(f"/invitation/{code}/").text
    anna.user.delete()
    anna.refresh_from_db()
    assert (anna.shown_name, anna.nickname, anna.refused_nickname) == ("", "", "")
    assert not CodeWish.objects.exists()
    assert "Annabella" not in visitor.get(f"/invitation/{code}/").text


def test_who_comes_back_without_an_account_finds_the_place_of_before(anna, gone, visitor):
    page = arrive(visitor, gone)
    anna.refresh_from_db()
    assert (anna.email, anna.left_at) == (gone, None)
    assert f"/r/{code_of(anna).text}/" in page.text


def test_a_changed_address_or_key_gives_nobody_a_second_place(anna, settings):
    user = anna.user
    user.email = "anna.elsewhere@example.com"
    user.save()
    assert enroll.join(program=anna.program, user=user) == anna
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["old"]
    other = enroll.join_as_guest(program=anna.program, email=EMAIL)
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["new", "old"]
    assert enroll.join_as_guest(program=anna.program, email=EMAIL) == other
    assert Advocate.objects.count() == 2


def test_the_database_knows_one_place_for_an_account_in_a_program(anna):
    again = Advocate(
        program=anna.program, user=anna.user, identity="another", joined_at=database_now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    Advocate.objects.create(program=anna.program, identity="nobody", joined_at=database_now())
    Advocate.objects.create(program=anna.program, identity="nobody2", joined_at=database_now())
    again.program = ProgramFactory()
    again.save()


TABS = 4


def join_at_once(join):
    """Let somebody join in many tabs, all of which have found no place; return the answers."""
    here, look_up = threading.local(), enroll._find_place

    def look_up_together(*arguments):
        found = look_up(*arguments)
        here.looked += 1
        if here.looked == 2:  # The first look asks whether he takes part, the second is `enlist`'s.
            here.everybody_is_ready()
        return found

    def press(_tab, everybody_is_ready):
        here.looked, here.everybody_is_ready = 0, everybody_is_ready
        return join().pk

    with mock.patch.object(enroll, "_find_place", look_up_together):
        return at_once(press, range(TABS), threads=TABS)


def ways_to_join():
    """Return how a customer joins, and how a guest does."""
    program, user = ProgramFactory(), CustomerFactory()
    return (
        partial(enroll.join, program=program, user=user),
        partial(enroll.join_as_guest, program=program, email=EMAIL),
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [0, 1])
def test_many_joins_at_once_give_one_place(way):
    answers = join_at_once(ways_to_join()[way])

    assert errors_in(answers) == []
    assert len(set(answers)) == 1
    assert Advocate.objects.get().codes.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [0, 1])
def test_control_without_the_constraints_every_tab_gives_a_place_of_its_own(way):
    with without_constraints():
        join_at_once(ways_to_join()[way])
        places = Advocate.objects.count()
        Code.objects.all().delete()
        Advocate.objects.all().delete()

    assert places == TABS


def take_over_while_joining():
    """Let an account join, in another tab, while it takes over a guest's place; return the answer.

    The place has been found by then, and is not the account's yet.
    """
    program, user = ProgramFactory(), CustomerFactory()
    enroll.join_as_guest(program=program, email=EMAIL)
    _answer, address = ask(Client(**PERSON))
    browser, lock = signed_in(user), guests.locked

    def find_and_join(places):
        found = lock(places)
        assert len(found) == 1
        [answer] = at_once(lambda *_: enroll.join(program=program, user=user), [user], threads=1)
        assert isinstance(answer, Advocate)
        return found

    with mock.patch.object(guests, "locked", find_and_join):
        return browser.post(address, follow=True), Advocate.objects.filter(user=user).count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_joins_while_taking_a_place_over_has_one_place_and_a_sentence():
    answer, places = take_over_while_joining()

    assert answer.status_code == 200
    assert "you take part with this account already" in words_of(answer)
    assert places == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_constraints_the_account_has_two_places():
    with without_constraints():
        _answer, places = take_over_while_joining()
        Code.objects.all().delete()
        Advocate.objects.all().delete()

    assert places == 2


@contextmanager
def without_constraints():
    """Take from the table of advocates, for a while, what keeps places single."""
    single = [row for row in Advocate._meta.constraints if isinstance(row, UniqueConstraint)]
    with connection.schema_editor() as editor:
        for constraint in single:
            editor.remove_constraint(Advocate, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for constraint in single:
                editor.add_constraint(Advocate, constraint)
