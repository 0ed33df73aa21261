"""Referral codes that can be read aloud, typed with mistakes and never guessed.

Generated codes have nine signs. Their alphabet has 23 signs, a prime number, and none of them looks
like another. The last sign is a weighted check sign: every single wrong sign and every swap of two
neighbors is noticed.

Codes that advocates wish for are a word and two check digits, "ANNA37", and never have nine signs.
The word is a number in base 36, the digits are its remainder by 97, a prime: again no single wrong
sign and no swap within the word passes. So whatever is no code is known without asking anybody.
"""

import secrets
import unicodedata

ALPHABET = "34679CDFGHJKMNPQRTVWXYZ"
BODY_LENGTH = 8
CODE_LENGTH = BODY_LENGTH + 1
MAXIMUM_INPUT = 64
SHORTEST_WORD, LONGEST_WORD = 3, 14
_CHECK_DIGITS = 2
_PRIME = 97
#: Each group is one sign to somebody who reads in a hurry. No generated code holds a key.
_LOOK_ALIKES = str.maketrans(
    {"2": "Z", "U": "V", "0": "Q", "O": "Q", "1": "I", "L": "I", "5": "S", "8": "B"}
)
#: What a look-alike means where only a digit can stand.
_AS_DIGITS = str.maketrans({"Z": "2", "Q": "0", "I": "1", "S": "5", "B": "8"})
#: Letters that do not come apart into a plain one and its mark.
_PLAIN = str.maketrans({"Đ": "D", "Ł": "L", "Ø": "O", "Æ": "AE", "Œ": "OE"})


def generate_code() -> str:
    """Return a new random code: eight signs (23**8 possibilities) and their check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """Return the sign that makes the weighted sum of a code divisible by 23."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def wished_code(word: str) -> str:
    """Return the code of a normalized word: the word and its check digits.

    A word of seven signs gets a zero in between, so that the code has not nine.
    """
    body = f"{word}0" if len(word) + _CHECK_DIGITS == CODE_LENGTH else word
    return f"{body}{_remainder(body):02d}"


def normalize_code(text: str) -> str:
    """Return what a person meant to type: upper case, without spaces, dashes and accents.

    Never raises; input that is far too long gives "". The result need not be a code that exists.
    """
    if len(text) > MAXIMUM_INPUT:
        return ""
    folded = unicodedata.normalize("NFKD", text).upper().translate(_PLAIN)
    kept = "".join(sign for sign in folded if sign.isascii() and sign.isalnum())
    if len(kept) > MAXIMUM_INPUT:
        return ""
    return likeness_of(kept) if len(kept) == CODE_LENGTH else kept


def likeness_of(text: str) -> str:
    """Return how a normalized text looks: texts that cannot be told apart have the same likeness.

    That of a generated code is the code itself.
    """
    return text.translate(_LOOK_ALIKES)


def is_wellformed(text: str) -> bool:
    """Tell whether a normalized text could be a code, without asking the database."""
    if len(text) != CODE_LENGTH:
        return _is_wellformed_wish(text)
    if any(sign not in ALPHABET for sign in text):
        return False
    return check_sign(text[:-1]) == text[-1]


def is_mistyped(text: str) -> bool:
    """Tell whether a normalized text must be a generated code with a typing mistake.

    It has nine signs, all of which but one at most can stand in a code, and is none.
    """
    foreign = sum(sign not in ALPHABET for sign in text)
    return len(text) == CODE_LENGTH and foreign <= 1 and not is_wellformed(text)


def _is_wellformed_wish(text: str) -> bool:
    body, digits = text[:-_CHECK_DIGITS], likeness_of(text[-_CHECK_DIGITS:]).translate(_AS_DIGITS)
    is_plain = text.isascii() and text.isalnum() and SHORTEST_WORD <= len(body) <= LONGEST_WORD
    return is_plain and digits.isdecimal() and int(digits) == _remainder(body)


def _remainder(body: str) -> int:
    """Return the remainder of a text of ASCII letters and digits, look-alikes being the same."""
    return int(likeness_of(body), 36) % _PRIME
