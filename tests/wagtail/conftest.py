"""A live landing page in the page tree, and an advocate whose code leads to it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import clear_url_caches, set_urlconf
from wagtail.models import Locale, Site

from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from tests.wagtail.releasing import make_editor
from wagtail_referrals.contrib.pages.models import LandingPage, RulesPage


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
    """Somebody who may write and publish pages and choose programs, signed in."""
    user = CustomerFactory()
    user.groups.set(Group.objects.filter(name__in=("Editors", "Moderators")))
    user.user_permissions.set(Permission.objects.filter(codename="view_program"))
    client.force_login(user)
    return user


@pytest.fixture
def languages(settings, root):
    """An English and an Italian home page, each below its language. Returns Italian."""
    settings.ROOT_URLCONF = "tests.wagtail.urls_with_languages"
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("it", "Italian")]
    italian = Locale.objects.create(language_code="it")
    root.copy_for_translation(italian).save_revision().publish()
    clear_url_caches()
    set_urlconf(None)
    return italian


@pytest.fixture
def translated(languages, landing):
    """The landing page in Italian, at /it/invita/."""
    page = landing.copy_for_translation(languages)
    page.slug = "invita"
    page.save_revision().publish()
    return page


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


@pytest.fixture
def writer(db):
    return make_editor()


@pytest.fixture
def approver(db):
    return make_editor()


@pytest.fixture
def pages(root, program, writer):
    """A landing page that is live with a new draft, and a rules page that was never live."""
    landing = LandingPage(title="Invite", slug="invite", headline="Old words", program=program)
    rules = RulesPage(title="Rules", slug="rules", program=program, live=False)
    for page in (landing, rules):
        root.add_child(instance=page)
    landing.save_revision().publish()
    landing.headline = "New words"
    for page in (landing, rules):
        page.save_revision(user=writer)
    return [landing, rules]
