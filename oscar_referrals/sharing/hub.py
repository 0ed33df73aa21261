"""Where somebody gets a link of his own: our own page, or a page that another app offers for it."""

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse

logger = logging.getLogger(__name__)

HubResolver = Callable[[HttpRequest], str | None]
_resolvers: list[HubResolver] = []


def register_hub(resolver: HubResolver) -> HubResolver:
    """Register a function that knows such a page: it returns an address or None."""
    if resolver not in _resolvers:
        _resolvers.append(resolver)
    return resolver


def find_hub(request: HttpRequest | None) -> str:
    """Return the address of the page where customers join and find their link."""
    found = _ask(request) if request is not None else None
    return found or reverse("referral-account")


def _ask(request: HttpRequest) -> str | None:
    for resolver in _resolvers:
        try:
            address = resolver(request)
        except Exception:
            logger.exception("%s failed; our own page is shown", resolver.__name__)
            continue
        if address:
            return address
    return None
