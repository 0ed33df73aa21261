"""The people who work in the dashboard, and a program with something going on in it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, Program, Referral
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order

Visit = Callable[..., Any]

#: What any dashboard page asks: session, user, two lists of permissions, unread notifications.
QUERIES_OF_OSCAR = 5


def make_staff(*codenames: str) -> Any:
    """Return a member of staff with these of Django's permissions on our models."""
    user = CustomerFactory(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="oscar_referrals", codename__in=codenames)
    )
    return user


def signed_in(user: Any) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


def told(response: Any) -> list[str]:
    """Return what the page tells in its messages."""
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def viewer(db: None) -> Client:
    """Staff without any of our permissions."""
    return signed_in(make_staff())


@pytest.fixture
def owner(db: None) -> Client:
    """Staff who may configure programs and decide about referrals."""
    return signed_in(make_staff("change_program", "change_referral"))


@pytest.fixture
def see(owner: Client) -> Visit:
    """Open a page by name as the owner; return the response."""

    def open_page(name: str, query: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        return owner.get(reverse(name, kwargs=kwargs), query or {})

    return open_page


@pytest.fixture
def send(owner: Client) -> Visit:
    """Post to a page by name as the owner and follow; return the last response."""

    def post_page(name: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        return owner.post(reverse(name, kwargs=kwargs), data or {}, follow=True)

    return post_page


@pytest.fixture
def program(db: None) -> Program:
    """A live program with a budget of 100.00 euros."""
    return ProgramFactory(name="Spring invitation", slug="spring", cap=100)


@pytest.fixture
def advocate(program: Program) -> Advocate:
    """Anna, who invites friends."""
    return AdvocateFactory(program=program, user=CustomerFactory(email="anna@example.com"))


@pytest.fixture
def referral(advocate: Advocate) -> Referral:
    """Ben's order of 50.00 euros by Anna's code; it waits for its return time."""
    referral = place_referred_order(advocate=advocate, email="ben@example.com")
    run_due()
    referral.refresh_from_db()
    return referral
