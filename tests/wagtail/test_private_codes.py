"""Whatever is answered at an address with a code, no cache keeps it."""

import pytest
from django.http import HttpResponse
from wagtail.models import PageViewRestriction

from tests.wagtail.test_addresses import UNKNOWN_CODE
from wagtail_referrals.private import PrivateCodesMiddleware, has_code

KEPT_OUT = {
    "Cache-Control": "private, no-store",
    "CDN-Cache-Control": "no-store",
    "Surrogate-Control": "no-store",
}


def cache_headers(response):
    return {name: response.get(name) for name in KEPT_OUT}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/invite/{code}", 301),
        ("/r/{code}", 302),
        ("/r/{code}/", 302),
        ("/r/{unknown}/", 404),
        ("/invite/{code}/more/", 404),
        ("/nothing/{code}/", 404),
        ("/invitation/{code}", 301),
    ],
)
def test_redirects_and_errors_are_private_too(client, landing, code, path, status):
    response = client.get(path.format(code=code, unknown=UNKNOWN_CODE))
    assert (response.status_code, cache_headers(response)) == (status, KEPT_OUT)


def test_a_draft_is_missing_in_private(client, landing, code):
    landing.unpublish()
    response = client.get(f"/invite/{code}/")
    assert (response.status_code, cache_headers(response)) == (404, KEPT_OUT)


def test_a_page_for_members_asks_in_private_who_somebody_is(client, landing, code):
    PageViewRestriction.objects.create(page=landing, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(f"/invite/{code}/")
    assert (response.status_code, cache_headers(response)) == (302, KEPT_OUT)


def test_a_server_error_is_private(client, landing, code, monkeypatch):
    monkeypatch.setattr("wagtail_referrals.landing.live_for_code", lambda **_: 1 / 0)
    client.raise_request_exception = False
    response = client.get(f"/invite/{code}/")
    assert (response.status_code, cache_headers(response)) == (500, KEPT_OUT)


def test_other_pages_are_left_alone(rf):
    middleware = PrivateCodesMiddleware(lambda request: HttpResponse())
    assert cache_headers(middleware(rf.get("/invite/"))) == dict.fromkeys(KEPT_OUT)


@pytest.mark.parametrize("path", ["/", "//", "/" + "a/" * 5000, "/" + "X" * 5000, "/\x00/", "/é/"])
def test_no_address_is_too_strange(path):
    assert not has_code(path)


def test_a_code_is_known_however_it_is_written(code):
    dashed = f"{code[:3]}-{code[3:6]}-{code[6:]}"
    assert has_code(f"/en/a/b/{code.lower()}/")
    assert has_code(f"/invite/{dashed}")
