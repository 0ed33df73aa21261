"""How the value of a model field is written in a file, and read from it again."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

FIRST_YEAR, LAST_YEAR = 2000, 2099
#: What the smallest column for whole numbers holds in every database.
HIGHEST_NUMBER = 32_767

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_value(value: Any) -> Any:
    """Return a value as a file says it: amounts and moments as text, plain data as it is.

    Raises TypeError for a kind of value that has no written form yet.
    """
    match value:
        case Decimal():
            return f"{value:.2f}"
        case datetime():
            return timezone.localtime(value).isoformat()
        case str():
            return str(value)
        case int() | None | dict() | list():
            return value
    raise TypeError(f"{type(value).__name__} has no written form.")


def read_value(*, field: models.Field[Any, Any], value: Any) -> Any:
    """Return what a file says as the value of a field. Raises ValidationError."""
    if value is None and field.null:
        return None
    wanted, fits = _form_of(field)
    if not fits(value):
        raise ValidationError(f"It has to be {wanted}.")
    choices = [choice for choice, _ in field.flatchoices]
    if choices and value not in choices:
        raise ValidationError(f"It has to be one of {', '.join(choices)}.")
    return field.clean(value, None)


def _form_of(field: models.Field[Any, Any]) -> tuple[str, Callable[[Any], bool]]:
    """Return how values of a field are written: in words, and as a test."""
    if isinstance(field, models.JSONField):
        return ("a list", _is_list) if field.default is list else ("keys and values", _is_mapping)
    for kind, form in _FORMS.items():
        if isinstance(field, kind):
            return form
    raise TypeError(f"{type(field).__name__} has no written form.")


def _is_amount(value: Any) -> bool:
    return _is_text(value) and _AMOUNT.fullmatch(value) is not None


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_whole_number(value: Any) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and 0 <= value <= HIGHEST_NUMBER


def _is_moment(value: Any) -> bool:
    try:
        moment = parse_datetime(value) if _is_text(value) else None
    except ValueError:
        return False
    return (
        moment is not None and timezone.is_aware(moment) and FIRST_YEAR <= moment.year <= LAST_YEAR
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


_FORMS: dict[type[models.Field[Any, Any]], tuple[str, Callable[[Any], bool]]] = {
    models.DecimalField: ('an amount in quotes, such as "10.00"', _is_amount),
    models.BooleanField: ("true or false", _is_yes_or_no),
    models.IntegerField: (f"a whole number from 0 to {HIGHEST_NUMBER}", _is_whole_number),
    models.DateTimeField: (
        f"a moment between {FIRST_YEAR} and {LAST_YEAR} with its distance from UTC, such as"
        ' "2030-11-29T09:00:00+01:00"',
        _is_moment,
    ),
    models.CharField: ("text", _is_text),
}
