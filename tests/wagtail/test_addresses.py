"""One page, and one address below it for every code."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from example_shop.website.models import ContentPage
from oscar_referrals.codes import check_sign
from oscar_referrals.models import Claim, Visit
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import make_product
from tests.wagtail.conftest import add_landing

UNKNOWN_CODE = "3467CDFG" + check_sign("3467CDFG")
PRIVATE_HEADERS = {
    "Cache-Control": "private, no-store",
    "CDN-Cache-Control": "no-store",
    "Surrogate-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Link": '<http://localhost/invite/>; rel="canonical"',
}


def private_headers(response):
    return {name: response.get(name) for name in PRIVATE_HEADERS}


def test_a_code_has_its_own_address_below_the_page(client, landing, code):
    response = client.get(f"/invite/{code}/")
    assert response.status_code == 200
    assert "Anna gives you €10.00 off your first order" in response.text
    assert private_headers(response) == PRIVATE_HEADERS


def test_a_code_in_lower_case_leads_to_its_one_address(client, landing, code):
    response = client.get(f"/invite/{code.lower()}/")
    assert (response.status_code, response["Location"]) == (302, f"/invite/{code}/")
    assert private_headers(response) == PRIVATE_HEADERS


def test_a_code_nobody_has_is_not_found_and_as_private_as_a_real_one(client, landing):
    response = client.get(f"/invite/{UNKNOWN_CODE}/")
    assert response.status_code == 404
    assert private_headers(response) == PRIVATE_HEADERS


def test_the_page_itself_is_for_everybody(client, landing):
    response = client.get("/invite/")
    assert response.status_code == 200
    assert private_headers(response) == dict.fromkeys(PRIVATE_HEADERS)


def test_the_page_itself_names_nobody_even_to_a_friend_who_has_claimed(client, landing, code):
    client.post(f"/invitation/{code}/claim/")
    text = client.get("/invite/").text
    assert code not in text
    assert "Anna" not in text


def test_a_child_page_with_the_slug_of_a_code_comes_first(client, landing, code):
    landing.add_child(instance=ContentPage(title="Rules", slug=code, body="<p>The rules</p>"))
    response = client.get(f"/invite/{code}/")
    assert response.status_code == 200
    assert "The rules" in response.text
    assert "Anna" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        f"/invite/{UNKNOWN_CODE}/more/",
        f"/invite/{UNKNOWN_CODE[:-1]}/",
        "/invite/3467CDFGH/",
        "/invite/" + "A" * 5000 + "/",
        "/invite/%00/",
        "/invite/3467%00CDFG9/",
        "/invite/٣٤٦٧CDFGH/",
        "/invite/анна/",
        "/invite/' OR 1=1 --/",
        "/invite/<script>/",
        "/invite/‮3467CDFG9‬x/",
    ],
)
def test_what_cannot_be_a_code_is_an_ordinary_missing_page(client, landing, path):
    assert client.get(path).status_code == 404


def test_hostile_text_does_not_ask_for_a_code(client, landing):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/invite/3467CDFGH/")
    assert not [query for query in queries if "oscar_referrals_code" in query["sql"]]


def test_a_draft_has_no_addresses(client, landing, code):
    landing.unpublish()
    assert client.get("/invite/").status_code == 404
    assert client.get(f"/invite/{code}/").status_code == 404


def test_a_code_of_another_program_is_not_valid_here(client, landing):
    stranger = code_of(AdvocateFactory(program=ProgramFactory())).text
    response = client.get(f"/invite/{stranger}/")
    assert response.status_code == 404
    assert "This invitation is no longer valid." in response.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(client, landing, code, method):
    response = getattr(client, method)(f"/invite/{code}/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert private_headers(response) == PRIVATE_HEADERS
    assert getattr(client, method)("/invite/").status_code == 405


def test_head_and_options_are_as_private_as_the_page(client, landing, code):
    head = client.head(f"/invite/{code}/")
    options = client.options(f"/invite/{code}/")
    assert (head.status_code, head.content) == (200, b"")
    assert (options.status_code, options["Allow"]) == (200, "GET, HEAD, OPTIONS")
    assert private_headers(head) == private_headers(options) == PRIVATE_HEADERS


def test_opening_a_code_counts_no_visit_and_claims_nothing(client, landing, code):
    client.get(f"/invite/{code}/", headers={"user-agent": "Mozilla/5.0"})
    assert not Visit.objects.exists()
    assert not Claim.objects.exists()


def test_the_sitemap_knows_the_page_and_no_code(landing, code):
    assert [entry["location"] for entry in landing.get_sitemap_urls()] == [
        "http://localhost/invite/"
    ]
    assert landing.get_cached_paths() == ["/"]


def test_the_page_costs_two_queries_more_than_an_empty_page(client, root, landing, code):
    root.add_child(instance=ContentPage(title="Empty", slug="empty", body="<p>Nothing</p>"))
    counts = {}
    for path in ("/empty/", "/invite/", f"/invite/{code}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts[path] = len(queries)
    empty = counts["/empty/"]
    # One for the program, one for the page where whoever came without a code gets his link.
    assert counts == {"/empty/": empty, "/invite/": empty + 2, f"/invite/{code}/": empty + 1}


def test_the_page_may_live_deeper_in_the_tree(client, root, program, code):
    section = root.add_child(instance=Page(title="About", slug="about"))
    page = add_landing(section, program)
    assert page.get_code_url(code) == f"/about/invite/{code}/"
    assert client.get(f"/about/invite/{code}/").status_code == 200


def test_a_page_without_blocks_leads_a_friend_to_the_product_of_the_link(client, landing, code):
    product = make_product()
    page = client.get(f"/invite/{code}/?to={product.pk}").content.decode()
    assert f"thought of you and {product.title}" in page
