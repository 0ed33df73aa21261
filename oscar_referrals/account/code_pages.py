"""What pages with a code in their address share: strict headers and one calm refusal."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from oscar_referrals.account.owner_words import why_it_does_not_work
from oscar_referrals.codes import MAXIMUM_INPUT
from oscar_referrals.models import Code
from oscar_referrals.selectors.codes import find_code, has_successor_that_works
from oscar_referrals.sharing.cookies import forget_cookie, has_broken_cookie

_NOT_FOUND = 404


class SeeOther(HttpResponseRedirect):
    """The answer to a POST: what it led to is at another address, and is fetched with GET."""

    status_code = 303


def find_way_back(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the page of this shop on which a button was, if the form says which."""
    address = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure())
    return SeeOther(address) if is_ours else None


class CodePage(View):
    """A page that strangers open with a code. No cache keeps it, no search engine lists it, no
    other site frames it, and it runs nobody's inline script."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, add the headers, and delete a claim cookie that is not ours."""
        response: Any = super().dispatch(request, *args, **kwargs)
        guard_page(response)
        if request.method == "GET" and has_broken_cookie(request):
            forget_cookie(request=request, response=response)
        return response


def guard_page(response: HttpResponseBase) -> None:
    """Let no cache keep a page, no search engine list it, no site frame it and nobody script it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["CDN-Cache-Control"] = "no-store"
    response.headers["Surrogate-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Security-Policy"] = content_security_policy()


def content_security_policy() -> str:
    """Return the policy of our own pages: this site and the host of its files, nothing else.

    Inline scripts, inline styles and event handlers are not allowed.
    """
    files = " ".join(["'self'", *_file_hosts()])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {files}",
            f"style-src {files}",
            f"img-src {files} data:",
            f"font-src {files}",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def show_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one of our own pages, with the shop's name and the way into it."""
    shop = {
        "shop_name": settings.OSCAR_SHOP_NAME,
        "homepage_url": settings.OSCAR_HOMEPAGE,
        "shop_address": reverse("catalogue:index"),
    }
    return render(request, template, {**shop, **context}, status=status)


def show_not_valid(request: HttpRequest, text: str, *, status: int = _NOT_FOUND) -> HttpResponse:
    """Answer for a code that does not work: the same page whatever the reason.

    Only the signed-in owner of the code reads why. Where the code was replaced, and its friends are
    not led on, they read that there is a new one. Whoever tries too often learns nothing.
    """
    code = find_code(text) if status == _NOT_FOUND else None
    is_own = code is not None and _is_own(request, code)
    context = {
        "reason": why_it_does_not_work(code) if code is not None and is_own else "",
        "is_replaced": code is not None and not is_own and has_successor_that_works(code),
    }
    return show_page(request, "oscar_referrals/invitation_not_valid.html", context, status=status)


def show_mistyped(request: HttpRequest, text: str) -> HttpResponse:
    """Answer for a text that can be no code, whatever codes there are, and ask for it again."""
    context = {"typed": text[:MAXIMUM_INPUT]}
    template = "oscar_referrals/code_mistyped.html"
    return show_page(request, template, context, status=_NOT_FOUND)


def _is_own(request: HttpRequest, code: Code) -> bool:
    return request.user.is_authenticated and code.advocate.user_id == request.user.pk


def _file_hosts() -> list[str]:
    parts = (urlsplit(str(url)) for url in (settings.STATIC_URL, settings.MEDIA_URL))
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})
