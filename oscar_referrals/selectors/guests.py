"""Advocates without an account, and what they may join."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import judge_advocate
from oscar_referrals.models import Advocate, GuestLink, Program
from oscar_referrals.selectors.audience import customer_facts
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.programs import list_open


def guests_of(person: Person) -> "QuerySet[Advocate]":
    """Return the places of a person without an account, those he has left last. One query."""
    guests = Advocate.objects.filter(person.places())
    return guests.select_related("program__current_terms").order_by(
        F("left_at").asc(nulls_first=True), "pk"
    )


def invites_with_account(person: Person) -> bool:
    """Tell whether somebody with an account invites under this address. One query."""
    places = Advocate.objects.filter(identity__in=person.identities, user__isnull=False)
    return places.exists()


def first_to_join(person: Person, *, moment: datetime) -> Program | None:
    """Return the first open program that somebody may join; the first of all if he may join none.

    None if no program is open. One query without rules about who may invite.
    """
    programs = list_open(moment)
    allowed = (
        program
        for program in programs
        if judge_advocate(
            customer_facts(program=program, person=person, moment=moment),
            terms=program.terms_in_force,
        ).passed
    )
    return next(allowed, next(iter(programs), None))


def program_to_join(token: UUID) -> Program | None:
    """Return what whoever opens a link would join; None if he has a place. At most three queries.

    Also None if the link is too old, or if no program is open.
    """
    now = page_now()
    link = GuestLink.objects.filter(token=token, expires_at__gt=now).first()
    if link is None:
        return None
    person = Person(email=link.email)
    return None if guests_of(person).exists() else first_to_join(person, moment=now)
