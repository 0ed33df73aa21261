"""Words that others will read: plain, on one line; names are nobody's advertisement."""

import re
import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser

MAXIMUM_LENGTH = 40
#: How much is kept of the name with which somebody signs in. Shops choose it: mostly an address.
LONGEST_LOGIN = 254
#: Categories of signs that nobody can see, and the two of them that belong into words.
_HIDING = frozenset({"Cc", "Cf", "Cs"})
_JOINERS = frozenset("\u200c\u200d")
# Full-width forms are plain ones by then. Browsers take the ideographic full stop for a dot, too.
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"[@/\\<>]|[.。]\w{2}|\bwww\b|\d{4,}|https?", re.IGNORECASE)


def clean_shown_name(text: str) -> str:
    """Return the name as it may be shown to friends, or "" if it is not a name.

    Control, direction and zero-width signs are dropped; a name that looks like an address, a link
    or a number is not shown at all.
    """
    name = clean_words(text, longest=MAXIMUM_LENGTH)
    return "" if _LOOKS_LIKE_AN_ADDRESS.search(name) else name


def one_line(text: str) -> str:
    """Return a text on one line, without control signs and signs that turn or hide others.

    Joiners stay: some languages and pictures are written with them.
    """
    visible = (
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or sign in _JOINERS or unicodedata.category(sign) not in _HIDING
    )
    return " ".join("".join(visible).split())


def clean_words(text: str, *, longest: int) -> str:
    """Return what a person wrote on one line, without control, direction and zero-width signs."""
    lines = " ".join(text[: 10 * longest].splitlines())
    normalized = unicodedata.normalize("NFKC", lines)
    visible = "".join(sign for sign in normalized if unicodedata.category(sign)[0] not in "CZ"
                      or sign == " ")  # fmt: skip
    return " ".join(visible.split())[:longest].strip()


def login_of(user: AbstractBaseUser | None) -> str:
    """Return with which name somebody signs in, for what is kept about staff; "" for nobody."""
    return str(user.get_username())[:LONGEST_LOGIN] if user else ""
