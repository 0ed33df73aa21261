"""Codes of gift cards: money for whoever knows them, so nobody can guess them or keeps them.

A code has 26 signs of 32, which makes 130 bits. Only its keyed hash and its last four signs are
stored.
"""

import secrets
import unicodedata

from oscar_referrals.conf import settings
from oscar_referrals.identity import keyed_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 4
MAXIMUM_INPUT = 128
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def generate_gift_code() -> str:
    """Return a new random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def show_gift_code(code: str) -> str:
    """Return a code in groups of four, as people read and type it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalize_gift_code(text: str) -> str:
    """Return the code that a person meant to type, or "" if it cannot be one. Never raises."""
    if len(text) > MAXIMUM_INPUT:
        return ""
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(sign for sign in folded if sign.isascii() and sign.isalnum())
    return kept.translate(_LOOK_ALIKES) if len(kept) == LENGTH else ""


def digest_of_code(code: str) -> str:
    """Return the keyed hash under which a code is stored."""
    return digests_of_code(code)[0]


def digests_of_code(code: str) -> tuple[str, ...]:
    """Return the hashes of a code under every key, the newest first.

    Write the first, look for all: that way cards stay valid when the key is changed.
    """
    message = f"gift card:{code}".encode()
    return tuple(keyed_hash(message=message, key=key) for key in settings.GIFT_CARD_KEYS)
