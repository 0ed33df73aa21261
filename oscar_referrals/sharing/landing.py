"""Where a share link leads: our own page, or a page that another app offers for a code.

A link may name a product or a wish list, `/r/<code>/?to=<key>`: the friend first reads what the
code gives, and comes to the thing once it is claimed. Only things of the shop can be named, no
addresses.
"""

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from oscar_referrals.models import DIRECT, Code
from oscar_referrals.ports import ShownThing, shop
from oscar_referrals.sharing.channels import channel_of, mark_of

logger = logging.getLogger(__name__)

LandingResolver = Callable[[HttpRequest, Code], str | None]
_resolvers: list[LandingResolver] = []

#: The words in an address, and in the form that claims, that name a thing and a channel.
TO = "to"
VIA = "via"


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


def wanted_thing(request: HttpRequest) -> ShownThing | None:
    """Return the thing that a link or the form behind it names; None if it names none of ours."""
    key = request.POST.get(TO) or request.GET.get(TO)
    return shop().find_shown(key) if key else None


def named_channel(request: HttpRequest) -> str:
    """Return the channel that an address or the form behind it names; "direct" for none of ours."""
    return channel_of(request.POST.get(VIA) or request.GET.get(VIA) or "")


def towards(address: str, thing: ShownThing | None, *, channel: str = DIRECT) -> str:
    """Return the address of a page that is to lead on to a thing and remembers the channel."""
    said = {TO: thing.key if thing else "", VIA: mark_of(channel)}
    query = urlencode({word: value for word, value in said.items() if value})
    return f"{address}?{query}" if query else address
