"""Names that strangers will read: short, plain, and nobody's advertisement."""

import re
import unicodedata

MAXIMUM_LENGTH = 40
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"[@/\\<>]|\.\w{2}|\bwww\b|\d{4,}|https?", re.IGNORECASE)


def clean_shown_name(text: str) -> str:
    """Return the name as it may be shown to friends, or "" if it is not a name.

    Control, direction and zero-width signs are dropped; a name that looks like an address, a link
    or a number is not shown at all.
    """
    normalized = unicodedata.normalize("NFKC", text[: 10 * MAXIMUM_LENGTH])
    visible = "".join(sign for sign in normalized if unicodedata.category(sign)[0] not in "CZ"
                      or sign == " ")  # fmt: skip
    name = " ".join(visible.split())[:MAXIMUM_LENGTH].strip()
    return "" if _LOOKS_LIKE_AN_ADDRESS.search(name) else name
