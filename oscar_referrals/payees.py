"""Names and accounts of people who get money, as a bank can read them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LOOKS_LIKE_AN_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
#: Kinds of signs that nobody can see: control, direction, private and unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def clean_payee_name(text: str) -> str:
    """Return the name with single spaces. Raises ValidationError for invisible signs."""
    return _require_visible(" ".join(text.split()))


def clean_destination(text: str) -> str:
    """Return an IBAN without spaces, or another payout address as it is.

    Raises ValidationError for an IBAN whose check digits are wrong, and for invisible signs.
    """
    compact = "".join(text.split()).upper()
    if not _LOOKS_LIKE_AN_IBAN.fullmatch(compact):
        return _require_visible(" ".join(text.split()))
    if not _has_right_check_digits(compact):
        raise ValidationError(_("This IBAN has a typing mistake. Please compare it once more."))
    return compact


def _has_right_check_digits(iban: str) -> bool:
    """Tell whether the number that an IBAN stands for leaves 1 when divided by 97 (ISO 13616)."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _require_visible(text: str) -> str:
    if any(unicodedata.category(sign) in _INVISIBLE for sign in text):
        raise ValidationError(_("Please use visible signs only."))
    return text
