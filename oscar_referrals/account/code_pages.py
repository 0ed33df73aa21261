"""What pages with a code in their address share: strict headers and one calm refusal."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from oscar_referrals.account.owner_words import why_it_does_not_work
from oscar_referrals.models import Code
from oscar_referrals.selectors.offers import find_code
from oscar_referrals.sharing.cookies import forget_cookie, has_broken_cookie


class SeeOther(HttpResponseRedirect):
    """The answer to a POST: what it led to is at another address, and is fetched with GET."""

    status_code = 303


class CodePage(View):
    """A page that strangers open with a code. No cache keeps it, no search engine lists it, no
    other site frames it, and it runs nobody's inline script."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, add the headers, and delete a claim cookie that is not ours."""
        response: Any = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response["X-Robots-Tag"] = "noindex"
        response["Content-Security-Policy"] = content_security_policy()
        if request.method == "GET" and has_broken_cookie(request):
            forget_cookie(request=request, response=response)
        return response


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


def show_not_valid(request: HttpRequest, text: str, *, status: int = 404) -> HttpResponse:
    """Answer for a code that does not work: the same page whatever the reason.

    Only the signed-in owner of the code reads why.
    """
    code = find_own_code(request, text)
    context = {"reason": why_it_does_not_work(code) if code else ""}
    return show_page(request, "oscar_referrals/invitation_not_valid.html", context, status=status)


def find_own_code(request: HttpRequest, text: str) -> Code | None:
    """Return the code if it belongs to the signed-in visitor. One query for who is signed in."""
    if not request.user.is_authenticated:
        return None
    code = find_code(text)
    return code if code is not None and code.advocate.user_id == request.user.pk else None


def _file_hosts() -> list[str]:
    parts = (urlsplit(str(url)) for url in (settings.STATIC_URL, settings.MEDIA_URL))
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})
