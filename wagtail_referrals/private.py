"""Answers that belong to one code or one person: nobody keeps them, nobody lists them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from oscar_referrals.codes import is_wellformed, normalize_code

_MOST_SEGMENTS = 12


def keep_private(response: HttpResponseBase, *, canonical: str | None = None) -> None:
    """Let no cache keep and no search engine list an answer; `canonical` stands for it."""
    keep_out_of_caches(response)
    response["X-Robots-Tag"] = "noindex"
    if canonical:
        response["Link"] = f'<{canonical}>; rel="canonical"'


def keep_out_of_caches(response: HttpResponseBase) -> None:
    """Let no cache keep an answer, neither the browser's nor one on the way."""
    response["Cache-Control"] = "private, no-store"
    response["CDN-Cache-Control"] = "no-store"
    response["Surrogate-Control"] = "no-store"


class PrivateCodesMiddleware:
    """Keeps whatever is answered at an address with a code out of every cache.

    The landing page does that for its own answers. This is for those that others give in its place:
    the redirect that adds a slash, a page that is missing or asks for a password, a server error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and mark the answer if the address has a code."""
        response = self.get_response(request)
        if has_code(request.path_info):
            keep_out_of_caches(response)
        return response


def has_code(path: str) -> bool:
    """Tell whether a part of an address is a code, however it is written."""
    segments = path.strip("/").split("/", _MOST_SEGMENTS)
    return any(is_wellformed(normalize_code(segment)) for segment in segments)
