"""How often a visitor may try codes, and guess secrets: fixed windows in the shop's cache."""

import logging

from django.core.cache import cache
from django.http import HttpRequest

from oscar_referrals.conf import settings
from oscar_referrals.identity import identify_email
from oscar_referrals.sharing.visitors import address_hash, visitor_hash

logger = logging.getLogger(__name__)
_WINDOW_SECONDS = 60
WRONG_GUESSES = 5
_GUESSING_SECONDS = 60 * 60
LINKS_PER_ADDRESS = 3
_LINKS = 10


def may_try_a_code(request: HttpRequest) -> bool:
    """Count one try and tell whether it is within the limit.

    If the cache is down nobody is locked out: a claim is judged by the database anyway.
    """
    return _is_within(settings.CLAIMS_PER_MINUTE, f"claims:{visitor_hash(request)}")


def may_open_a_link(request: HttpRequest) -> bool:
    """Count one share link that an address opens and tell whether it is within the limit."""
    return _is_within(settings.LINKS_PER_MINUTE, f"links:{address_hash(request)}")


def _is_within(limit: int, name: str) -> bool:
    """Count one try of this minute; without a cache that answers nobody is locked out."""
    key = f"oscar_referrals:{name}"
    try:
        cache.add(key, 0, timeout=_WINDOW_SECONDS)
        return int(cache.incr(key)) <= limit
    except Exception:
        logger.exception("The cache did not answer; tries are not counted")
        return True


def may_ask_for_a_link(request: HttpRequest, *, email: str) -> bool:
    """Count one e-mail with a link; tell whether address and client are within their limits.

    Three e-mails an hour to one address, ten for one client. If the cache is down none is sent.
    """
    identity = identify_email(email)
    limits = {f"guest:{identity}": LINKS_PER_ADDRESS, f"guest:{address_hash(request)}": _LINKS}
    try:
        counts = [_count(f"oscar_referrals:{name}") <= most for name, most in limits.items()]
    except Exception:
        logger.exception("The cache did not answer; no link is sent")
        return False
    return all(counts)


def _count(key: str) -> int:
    cache.add(key, 0, timeout=_GUESSING_SECONDS)
    return int(cache.incr(key))


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
    _count(_guesses(secret, who))


def _guesses(secret: str, who: str) -> str:
    return f"oscar_referrals:guesses:{secret}:{who}"
