"""Fields that refuse what no shop can mean, each with a sentence."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.flows.checking import LONGEST_TIME_IN_DAYS

FIRST_YEAR, LAST_YEAR = 2000, 2099
_YEAR_SENTENCE = gettext_lazy("Please give a year between 2000 and 2099.")
#: Kinds of signs that nobody can see: control, direction, zero width, private and unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


class MoneyField(forms.DecimalField):
    """An amount from zero up. The form knows in which currency."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 7})
        super().__init__(
            max_digits=12, decimal_places=2, min_value=0, localize=True, widget=widget, **kwargs
        )


class DaysField(forms.IntegerField):
    """A number of days, ten years at most."""

    def __init__(self, *, min_value: int = 1, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"size": 5})
        super().__init__(
            min_value=min_value, max_value=LONGEST_TIME_IN_DAYS, widget=widget, **kwargs
        )


class MomentField(forms.DateTimeField):
    """A date and a time on the shop's clock."""

    default_validators = [
        MinValueValidator(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), _YEAR_SENTENCE),
        MaxValueValidator(datetime(LAST_YEAR, 12, 31, tzinfo=UTC), _YEAR_SENTENCE),
    ]
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class DayField(forms.DateField):
    """A day on the shop's calendar."""

    default_validators = [
        MinValueValidator(date(FIRST_YEAR, 1, 1), _YEAR_SENTENCE),
        MaxValueValidator(date(LAST_YEAR, 12, 31), _YEAR_SENTENCE),
    ]
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class StepsField(forms.CharField):
    """Steps of a reward, a line for each: "100.00: 12.00". The value is a list for terms."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 20, "placeholder": "100.00: 12.00"})

    def clean(self, value: Any) -> list[dict[str, str]]:
        """Return the steps as terms keep them."""
        lines = [line for line in (super().clean(value) or "").splitlines() if line.strip()]
        return [self._read(line) for line in lines]

    def prepare_value(self, value: Any) -> Any:
        """Return steps as lines."""
        if isinstance(value, list):
            return "\n".join(f"{step['from']}: {step['value']}" for step in value)
        return value

    def _read(self, line: str) -> dict[str, str]:
        order_value, sign, size = line.partition(":")
        if not sign:
            sentence = _("Please write each step as an order and a reward, such as 100.00: 12.00.")
            raise ValidationError(sentence)
        amounts = [MoneyField().clean(part.strip()) for part in (order_value, size)]
        return dict(zip(("from", "value"), (f"{amount:.2f}" for amount in amounts), strict=True))


def require_visible_text(text: str) -> None:
    """Refuse text with invisible signs. Raises ValidationError."""
    if any(unicodedata.category(sign) in _INVISIBLE for sign in text):
        raise ValidationError(_("Please use visible signs only."))
