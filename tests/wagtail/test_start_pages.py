"""One command gives a new site its pages."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from oscar_referrals.flows import shape
from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.test.factories import ProgramFactory
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, PartnerPage, RulesPage


def start(**options):
    out = StringIO()
    call_command("referrals_start_pages", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def community(db):
    return ProgramFactory(kind=ProgramKind.COMMUNITY)


def test_a_new_site_gets_a_ready_tree(client, root, program, community, code):
    printed = start()
    addresses = {page.url for page in Page.objects.descendant_of(root).specific()}
    assert {
        "/friends/",
        "/friends/welcome/",
        "/friends/rules/",
        "/friends/giving/",
    } <= addresses
    assert "http://localhost/friends/welcome/" in printed
    for address in addresses:
        assert client.get(address).status_code == 200
    assert client.get(f"/r/{code}/")["Location"] == f"/friends/welcome/{code}/"
    friend = main_part(client.get(f"/friends/welcome/{code}/"))
    assert friend.count("Claim my €10.00") == 1


def test_its_words_carry_no_figure(root, program, community):
    start()
    for model in (HubPage, LandingPage, RulesPage, PartnerPage):
        kept = str(model.objects.get().body.raw_data)
        assert not [sign for sign in "€$%" if sign in kept]


def test_doing_it_twice_adds_nothing(root, program, community):
    start()
    count = Page.objects.count()
    assert start() == "All pages are there already.\n"
    assert Page.objects.count() == count


def test_what_an_editor_has_changed_stays(root, program):
    start()
    page = HubPage.objects.get()
    page.title = "Come in"
    page.save_revision().publish()
    start()
    assert HubPage.objects.get().title == "Come in"


def test_only_what_is_missing_is_added(root, program):
    start(draft=True)
    RulesPage.objects.get().delete()
    assert "Rules of the invitation" in start(draft=True)
    assert (HubPage.objects.count(), RulesPage.objects.count()) == (1, 1)


def test_drafts_are_seen_by_editors_only(client, root, program):
    assert "They are drafts" in start(draft=True)
    assert client.get("/friends/").status_code == 404
    assert not HubPage.objects.get().live
    assert HubPage.objects.get().latest_revision is not None


def test_a_second_program_has_a_tree_of_its_own(root, program):
    start(program=program.slug)
    other = ProgramFactory()
    start(program=other.slug)
    assert {page.slug for page in HubPage.objects.all()} == {"friends", "friends-2"}


def test_without_a_community_program_there_is_no_partner_page(root, program):
    start()
    assert not PartnerPage.objects.exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "No program is open"),
        ({"program": "no-such"}, "There is no program no-such"),
        ({"below": 999999}, "There is no page 999999"),
        ({"below": 1}, "There is no page 1"),
        ({"community": "no-such"}, "There is no community program"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_added(root, options, complaint):
    if "community" in options:
        ProgramFactory()
    count = Page.objects.count()
    with pytest.raises(CommandError, match=complaint):
        start(**options)
    assert Page.objects.count() == count


def test_a_community_program_invites_nobody(root, community):
    with pytest.raises(CommandError):
        start(program=community.slug)


def test_without_a_site_a_page_has_to_be_named(root, program):
    Site.objects.all().delete()
    with pytest.raises(CommandError, match="--below"):
        start()
    start(below=root.pk)
    assert HubPage.objects.get().get_parent().pk == root.pk


def test_the_pages_outlive_the_program(client, root, program, community):
    start()
    shape.end(program=program)
    shape.end(program=community)
    for page in Page.objects.descendant_of(root):
        assert client.get(page.url).status_code == 200
    for model in (HubPage, LandingPage, RulesPage, PartnerPage):
        model.objects.update(program=None)
    for page in Page.objects.descendant_of(root):
        assert client.get(page.url).status_code == 200
    assert Program.objects.count() == 2
