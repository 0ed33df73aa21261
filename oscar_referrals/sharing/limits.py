"""How often a visitor may try codes: a fixed window in the shop's cache."""

import logging

from django.core.cache import cache
from django.http import HttpRequest

from oscar_referrals.conf import settings
from oscar_referrals.sharing.visitors import visitor_hash

logger = logging.getLogger(__name__)
_WINDOW_SECONDS = 60


def may_try_a_code(request: HttpRequest) -> bool:
    """Count one try and tell whether it is within the limit.

    If the cache is down nobody is locked out: a claim is judged by the database anyway.
    """
    key = f"oscar_referrals:claims:{visitor_hash(request)}"
    try:
        cache.add(key, 0, timeout=_WINDOW_SECONDS)
        return int(cache.incr(key)) <= settings.CLAIMS_PER_MINUTE
    except Exception:
        logger.exception("The cache did not answer; tries are not counted")
        return True
