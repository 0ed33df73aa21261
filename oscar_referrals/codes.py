"""Referral codes that can be read aloud, typed with mistakes and never guessed.

The alphabet has 23 signs, a prime number, and none of them looks like another. The last sign is a
weighted check sign: every single wrong sign and every swap of two neighbours is noticed.
"""

import secrets
import unicodedata

ALPHABET = "34679CDFGHJKMNPQRTVWXYZ"
BODY_LENGTH = 8
CODE_LENGTH = BODY_LENGTH + 1
MAXIMUM_INPUT = 64
_LOOK_ALIKES = str.maketrans({"2": "Z"})


def generate_code() -> str:
    """Return a new random code: eight signs (23**8 possibilities) and their check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """Return the sign that makes the weighted sum of a code divisible by 23."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def normalize_code(text: str) -> str:
    """Return what a person meant to type: upper case, without spaces and dashes.

    Never raises; input that is far too long gives "". The result need not be a code that exists.
    """
    if len(text) > MAXIMUM_INPUT:
        return ""
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(sign for sign in folded if sign.isascii() and sign.isalnum())
    return kept.translate(_LOOK_ALIKES) if len(kept) == CODE_LENGTH else kept


def is_wellformed(text: str) -> bool:
    """Tell whether a normalized text could be a generated code, without asking the database."""
    if len(text) != CODE_LENGTH or any(sign not in ALPHABET for sign in text):
        return False
    return check_sign(text[:-1]) == text[-1]
