"""How often a visitor may try codes, and guess secrets: fixed windows in the shop's cache."""

import logging

from django.core.cache import cache
from django.http import HttpRequest

from oscar_referrals.conf import settings
from oscar_referrals.sharing.visitors import visitor_hash

logger = logging.getLogger(__name__)
_WINDOW_SECONDS = 60
WRONG_GUESSES = 5
_GUESSING_SECONDS = 60 * 60


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


def may_guess(secret: str, *, who: str) -> bool:
    """Tell whether somebody may guess a secret that is worth money, such as a password, once more.

    Five wrong guesses an hour are allowed. If the cache is down nobody may guess.
    """
    try:
        return int(cache.get(_guesses(secret, who), 0)) < WRONG_GUESSES
    except Exception:
        logger.exception("The cache did not answer; nobody may guess")
        return False


def note_wrong_guess(secret: str, *, who: str) -> None:
    """Count one wrong guess of a secret."""
    key = _guesses(secret, who)
    cache.add(key, 0, timeout=_GUESSING_SECONDS)
    cache.incr(key)


def _guesses(secret: str, who: str) -> str:
    return f"oscar_referrals:guesses:{secret}:{who}"
