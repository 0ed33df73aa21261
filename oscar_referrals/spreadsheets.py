"""Values for files that people open in a spreadsheet."""

from decimal import Decimal
from typing import Any

#: A spreadsheet would take a text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def safe_cell(value: Any) -> str:
    """Return a value as text; one that would be a formula begins with an apostrophe."""
    text = str(value)
    is_number = isinstance(value, int | Decimal)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not is_number else text
