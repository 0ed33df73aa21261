"""Where a visitor comes from: read from the request at hand, or kept for the visit.

What is kept is the name of a source that the shop has listed itself in `OSCAR_REFERRALS_SOURCES`,
in a signed cookie of the browser's that ends with the visit. So it can hold nothing about anybody,
whatever stands in a link.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from oscar_referrals.conf import settings

_SALT = "oscar_referrals.source.v1"
_LONGEST_COOKIE = 512
#: A browser that is never closed has no end of a visit.
_LONGEST_VISIT = timedelta(hours=12)
_WAS_ASKED = "_referral_source_was_asked"


def sources_of(request: HttpRequest) -> set[str]:
    """Return the names of where a visitor comes from, in lower case: now, or on this visit."""
    setattr(request, _WAS_ASKED, True)
    return _named_by(request) | _kept_in(request)


def _named_by(request: HttpRequest) -> set[str]:
    try:
        host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    except ValueError:
        host = ""
    named = (request.GET.get("utm_source", ""), host, host.removeprefix("www."))
    return {name.strip().lower() for name in named if name}


def _kept_in(request: HttpRequest) -> set[str]:
    """Return the source of the visit. A cookie that is not ours, or too old, is as good as none."""
    value = request.COOKIES.get(_cookie_name(request), "")
    if not value or len(value) > _LONGEST_COOKIE:
        return set()
    try:
        name = signing.loads(value, salt=_SALT, max_age=_LONGEST_VISIT)
    except (signing.BadSignature, ValueError, TypeError):
        return set()
    return {name} & _listed()


def _listed() -> set[str]:
    return {name.strip().lower() for name in settings.SOURCES}


def _cookie_name(request: HttpRequest) -> str:
    prefix = "__Host-" if request.is_secure() else ""
    return f"{prefix}{settings.COOKIE_NAME}_source"


class KeepSourceMiddleware:
    """Keeps the source of a visit, so that a banner for it may stand on any page. No query.

    Only an answer that sets the cookie is kept out of public caches, and only one whose banner has
    asked for the source varies by it. All others are as they were.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep the source if the request names one that the shop has listed."""
        response = self.get_response(request)
        if hasattr(request, _WAS_ASKED):
            patch_vary_headers(response, ("Cookie", "Referer"))
        if request.method == "GET":
            _keep(request, response)
        return response


def _keep(request: HttpRequest, response: HttpResponse) -> None:
    found = sorted(_named_by(request) & _listed())
    if not found or found[0] in _kept_in(request):
        return
    response.set_cookie(
        _cookie_name(request),
        signing.dumps(found[0], salt=_SALT),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    patch_cache_control(response, private=True, no_store=True)
