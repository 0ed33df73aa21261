"""The short link finds the landing page that editors have made."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction, Site

from oscar_referrals.models import Code
from oscar_referrals.sharing.landing import find_landing
from oscar_referrals.test.factories import ProgramFactory
from tests.wagtail.conftest import add_landing
from wagtail_referrals.resolver import find_landing_page


@pytest.fixture
def request_of_a_friend(rf):
    return rf.get("/r/")


@pytest.fixture
def annas(code):
    return Code.objects.select_related("advocate__program").get(text=code)


def test_a_code_leads_to_the_page_of_its_program(request_of_a_friend, root, landing, annas):
    add_landing(root, ProgramFactory(), slug="summer")
    assert find_landing(request=request_of_a_friend, code=annas) == f"/invite/{annas.text}/"


def test_the_short_link_sends_a_friend_to_the_page(client, landing, code):
    response = client.get(f"/r/{code}/")
    assert (response.status_code, response["Location"]) == (302, f"/invite/{code}/")


def test_without_a_page_of_the_program_our_own_page_answers(request_of_a_friend, root, annas):
    add_landing(root, ProgramFactory())
    own = f"/invitation/{annas.text}/"
    assert find_landing_page(request_of_a_friend, annas) is None
    assert find_landing(request=request_of_a_friend, code=annas) == own


def test_a_draft_is_not_found(request_of_a_friend, landing, annas):
    landing.unpublish()
    assert find_landing_page(request_of_a_friend, annas) is None


def test_a_page_that_asks_for_a_password_is_not_found(request_of_a_friend, root, landing, annas):
    restriction = PageViewRestriction.objects.create(
        page=landing, restriction_type=PageViewRestriction.PASSWORD, password="roast"
    )
    assert find_landing_page(request_of_a_friend, annas) is None
    restriction.page = root
    restriction.save()
    assert find_landing_page(request_of_a_friend, annas) is None
    elsewhere = root.add_child(instance=Page(title="Elsewhere", slug="elsewhere"))
    restriction.page = elsewhere
    restriction.save()
    assert find_landing_page(request_of_a_friend, annas) == f"/invite/{annas.text}/"


def test_a_page_of_another_site_is_not_found(request_of_a_friend, landing, annas):
    tree = Page.get_first_root_node().add_child(instance=Page(title="Other", slug="other"))
    other = Site.objects.create(hostname="other.example", root_page=tree)
    request_of_a_friend.META["HTTP_HOST"] = "other.example"
    assert find_landing_page(request_of_a_friend, annas) is None
    add_landing(tree, annas.advocate.program, slug="come-in")
    del request_of_a_friend._wagtail_site
    assert Site.find_for_request(request_of_a_friend) == other
    address = find_landing_page(request_of_a_friend, annas)
    assert address == f"/come-in/{annas.text}/"


def test_without_any_site_nothing_is_found(request_of_a_friend, landing, annas):
    Site.objects.all().delete()
    assert find_landing_page(request_of_a_friend, annas) is None


def test_a_page_in_the_visitors_language_comes_first(
    request_of_a_friend, settings, root, landing, annas
):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("it", "Italian")]
    italian = Locale.objects.create(language_code="it")
    root.copy_for_translation(italian).save_revision().publish()
    translated = landing.copy_for_translation(italian)
    translated.slug = "invita"
    translated.save_revision().publish()
    request_of_a_friend.META["HTTP_ACCEPT_LANGUAGE"] = "it"
    address = find_landing_page(request_of_a_friend, annas)
    assert address.endswith(f"/invita/{annas.text}/")
    request_of_a_friend.META["HTTP_ACCEPT_LANGUAGE"] = "nl"
    assert find_landing_page(request_of_a_friend, annas).endswith(f"/invite/{annas.text}/")


def test_finding_the_page_is_one_query(request_of_a_friend, landing, annas):
    find_landing_page(request_of_a_friend, annas)
    with CaptureQueriesContext(connection) as queries:
        find_landing_page(request_of_a_friend, annas)
    assert len(queries) == 1
