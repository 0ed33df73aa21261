"""Telling arrivals apart without knowing anybody."""

import re
from collections.abc import Callable

from django.http import HttpRequest

from oscar_referrals.clock import page_now
from oscar_referrals.conf import settings
from oscar_referrals.identity import keyed_hash

Insider = Callable[[HttpRequest], bool]
_insiders: list[Insider] = []

_BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp/|telegram|viber|zalo\b.*"
    r"share|embed|scan|proofpoint|curl|wget|python|java/|go-http|headlesschrome|lighthouse",
    re.IGNORECASE,
)


def is_person(request: HttpRequest) -> bool:
    """Tell whether a request looks like somebody who opens a page, not a bot or a link preview."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    if request.method != "GET" or not agent or "prefetch" in purpose:
        return False
    return not _BOTS.search(agent)


def register_insider(is_insider: Insider) -> Insider:
    """Register a function that knows people of the shop, whose visits are not counted."""
    if is_insider not in _insiders:
        _insiders.append(is_insider)
    return is_insider


def counts_as_visitor(request: HttpRequest) -> bool:
    """Tell whether an arrival is counted: a person, and nobody of the shop's own."""
    return is_person(request) and not any(is_insider(request) for is_insider in _insiders)


def address_hash(request: HttpRequest) -> str:
    """Return a hash of the address that a request comes from, the same during one day."""
    parts = ("address", f"{page_now():%Y-%m-%d}", request.META.get("REMOTE_ADDR", ""))
    return keyed_hash(message="|".join(parts).encode(), key=settings.IDENTITY_KEYS[0])


def visitor_hash(request: HttpRequest) -> str:
    """Return a hash that is the same for one visitor during one day, and means nothing after."""
    parts = (
        f"{page_now():%Y-%m-%d}",
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("User-Agent", "")[:300],
    )
    message = "|".join(("visitor", *parts)).encode()
    return keyed_hash(message=message, key=settings.IDENTITY_KEYS[0])
