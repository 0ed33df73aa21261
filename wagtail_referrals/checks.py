"""System checks: what a site forgot, with an id and a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

_MIDDLEWARE = "wagtail_referrals.private.PrivateCodesMiddleware"


@register(Tags.security)
def check_private_codes(**kwargs: Any) -> list[CheckMessage]:
    """Redirects and errors at an address with a code are kept out of caches, too."""
    if _MIDDLEWARE in settings.MIDDLEWARE:
        return []
    return [
        Warning(
            "A cache may keep redirects and errors at addresses with a code.",
            hint=f'Add "{_MIDDLEWARE}" to MIDDLEWARE, as the first one.',
            id="wagtail_referrals.W001",
        )
    ]


@register(Tags.urls)
def check_short_link(**kwargs: Any) -> list[CheckMessage]:
    """A share link is the same in every language: it is on cards and in messages."""
    addresses = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            try:
                addresses.add(reverse("referral-short-link", kwargs={"code": "code"}))
            except NoReverseMatch:
                return []
    if len(addresses) < 2:
        return []
    return [
        Warning(
            "Share links carry the language of whoever copied them.",
            hint='Move path("", include("oscar_referrals.urls")) out of i18n_patterns.',
            id="wagtail_referrals.W002",
        )
    ]
