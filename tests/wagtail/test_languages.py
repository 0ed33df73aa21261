"""Share links are the same in every language, and lead to the visitor's."""

import pytest

from oscar_referrals.flows import shape
from oscar_referrals.models import Visit
from tests.wagtail.conftest import add_landing
from wagtail_referrals.checks import check_private_codes, check_short_link


@pytest.mark.parametrize(
    ("language", "address"),
    [("en", "/en-gb/invite/"), ("it", "/it/invita/"), ("vi", "/en-gb/invite/")],
)
def test_one_link_leads_everybody_to_a_page_he_can_read(
    client, translated, code, language, address
):
    headers = {"accept-language": language, "user-agent": "Mozilla/5.0"}
    response = client.get(f"/r/{code}/", headers=headers)
    assert (response.status_code, response["Location"]) == (302, f"{address}{code}/")
    assert Visit.objects.count() == 1
    response = client.get(response["Location"], headers=headers)
    assert response.status_code == 200
    assert "Anna" in response.text


def test_a_page_of_a_language_names_its_own_address(client, translated, code):
    response = client.get(f"/it/invita/{code}/", headers={"accept-language": "it"})
    assert response["Link"] == '<http://localhost/it/invita/>; rel="canonical"'
    assert f'content="http://localhost/it/invita/{code}/"' in response.text


def test_without_a_page_in_his_language_a_visitor_gets_the_shops_own(
    client, languages, root, program, code
):
    italian = root.get_translation(languages)
    add_landing(italian, program, slug="invita", locale=languages)
    assert client.get(f"/r/{code}/")["Location"] == f"/it/invita/{code}/"
    root.move(italian.get_parent(), pos="last-child")
    add_landing(type(root).objects.get(pk=root.pk), program)
    vietnamese = client.get(f"/r/{code}/", headers={"accept-language": "vi"})
    assert vietnamese["Location"] == f"/en-gb/invite/{code}/"


@pytest.mark.parametrize(
    ("address", "home"), [("/it/invita/", "/it/"), ("/en-gb/invite/", "/en-gb/")]
)
def test_the_way_to_the_shop_stays_in_the_language(client, translated, address, home):
    shape.end(program=translated.program)
    assert f'<a class="btn btn-primary btn-lg" href="{home}">' in client.get(address).text


def test_the_shops_own_language_may_do_without_a_prefix(client, settings, translated, code):
    settings.ROOT_URLCONF = "tests.wagtail.urls_with_other_languages"
    for language, address in (("it", "/it/invita/"), ("en", "/invite/"), ("vi", "/invite/")):
        response = client.get(f"/r/{code}/", headers={"accept-language": language})
        assert response["Location"] == f"{address}{code}/"
        assert client.get(response["Location"]).status_code == 200


def test_a_link_with_a_language_is_noticed(settings):
    assert check_short_link() == []
    settings.ROOT_URLCONF = "tests.wagtail.urls_with_languages"
    assert check_short_link() == []
    settings.ROOT_URLCONF = "tests.wagtail.urls_inside_languages"
    assert [found.id for found in check_short_link()] == ["wagtail_referrals.W002"]


def test_a_site_without_the_middleware_is_warned(settings):
    assert check_private_codes() == []
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    assert [found.id for found in check_private_codes()] == ["wagtail_referrals.W001"]
