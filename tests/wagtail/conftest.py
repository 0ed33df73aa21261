"""A live landing page in the page tree, and an advocate whose code leads to it."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Site

from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from wagtail_referrals.contrib.pages.models import LandingPage


@pytest.fixture
def root(db):
    """The home page of the site that the test client asks."""
    return Site.objects.get(is_default_site=True).root_page


@pytest.fixture
def program(db):
    return ProgramFactory()


@pytest.fixture
def landing(root, program):
    """The page at /invite/, live."""
    return add_landing(root, program)


@pytest.fixture
def code(program):
    """Anna's code in the page's program."""
    return code_of(AdvocateFactory(program=program, shown_name="Anna")).text


@pytest.fixture
def editor(client, db):
    """Somebody who may write and publish pages, signed in."""
    user = CustomerFactory()
    user.groups.set(Group.objects.filter(name__in=("Editors", "Moderators")))
    client.force_login(user)
    return user


@pytest.fixture
def orphan(root, program):
    """A live page whose program was deleted under it."""
    page = add_landing(root, program)
    LandingPage.objects.update(program=None)
    page.refresh_from_db()
    return page


def add_landing(parent, program, **fields):
    """Publish a landing page below another page."""
    fields = {"title": "Invite a friend", "slug": "invite"} | fields
    page = parent.add_child(instance=LandingPage(program=program, **fields))
    page.save_revision().publish()
    page.refresh_from_db()
    return page
