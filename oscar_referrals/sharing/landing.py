"""Where a share link leads: our own page, or a page that another app offers for a code."""

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse

from oscar_referrals.models import Code

logger = logging.getLogger(__name__)

LandingResolver = Callable[[HttpRequest, Code], str | None]
_resolvers: list[LandingResolver] = []


def register_landing(resolver: LandingResolver) -> LandingResolver:
    """Register a function that knows a landing page: it returns an address or None."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)
    return resolver


def find_landing(*, request: HttpRequest, code: Code) -> str:
    """Return the address of the page that tells a friend what the code gives."""
    for resolver in _resolvers:
        try:
            address = resolver(request, code)
        except Exception:
            logger.exception("%s failed; another landing page is shown", resolver.__name__)
            continue
        if address:
            return address
    return reverse("referral-invitation", kwargs={"code": code.text})
