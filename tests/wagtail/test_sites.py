"""Several sites in one shop: each has landing pages of its own."""

import pytest
from django.core.management import CommandError
from wagtail.models import Page, Site

from oscar_referrals.models import Visit
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_start_pages import start
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, RulesPage


@pytest.fixture
def office(db):
    """A second site of the shop: its home page at office.example."""
    home = Page.get_first_root_node().add_child(instance=Page(title="Office", slug="office"))
    return Site.objects.create(hostname="office.example", root_page=home)


def follow(client, code, *, host):
    """Return where a friend is led who opens the link at a host; the page has to be there."""
    headers = {"host": host, "user-agent": "Mozilla/5.0"}
    response = client.get(f"/r/{code}/", headers=headers)
    assert response.status_code == 302
    assert client.get(response["Location"], headers=headers).status_code == 200
    return response["Location"]


def test_two_programs_on_two_sites_have_their_own_pages(client, landing, code, office):
    other = ProgramFactory()
    add_landing(office.root_page, other, slug="colleagues")
    bens = code_of(AdvocateFactory(program=other, shown_name="Ben")).text
    assert follow(client, code, host="localhost") == f"/invite/{code}/"
    assert follow(client, bens, host="office.example") == f"/colleagues/{bens}/"
    assert Visit.objects.count() == 2


def test_one_program_on_two_sites_keeps_a_friend_where_he_is(client, landing, code, office):
    add_landing(office.root_page, landing.program, slug="colleagues")
    assert follow(client, code, host="localhost") == f"/invite/{code}/"
    assert follow(client, code, host="office.example") == f"/colleagues/{code}/"


def test_a_site_without_a_landing_page_shows_our_own(client, landing, code, office):
    assert follow(client, code, host="office.example") == f"/invitation/{code}/"


def test_a_host_that_nobody_knows_is_the_default_site(client, landing, code, office):
    assert follow(client, code, host="elsewhere.example") == f"/invite/{code}/"


def test_a_new_tree_is_started_on_a_chosen_site(client, landing, code, office):
    start()
    start(site="office.example")
    assert (HubPage.objects.count(), RulesPage.objects.count()) == (2, 1)
    assert follow(client, code, host="office.example") == f"/friends/welcome/{code}/"
    assert follow(client, code, host="localhost") == f"/invite/{code}/"
    assert start(site="office.example") == "All pages are there already.\n"


def test_a_new_tree_is_started_in_a_chosen_language(client, languages, program, code):
    start()
    assert "/it/friends/welcome/" in start(language="it")
    assert LandingPage.objects.get(locale=languages).get_parent().locale == languages
    response = client.get(f"/r/{code}/", headers={"accept-language": "it"})
    assert response["Location"] == f"/it/friends/welcome/{code}/"
    assert client.get(response["Location"]).status_code == 200
    assert start(language="it") == "All pages are there already.\n"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"site": "no-such.example"}, "There is no site no-such.example"),
        ({"site": "localhost", "below": 2}, "name --site or --below"),
        ({"language": "nl"}, "is not there in nl"),
    ],
)
def test_a_place_that_is_not_there_is_told(root, program, options, complaint):
    with pytest.raises(CommandError, match=complaint):
        start(**options)
    assert not HubPage.objects.exists()
