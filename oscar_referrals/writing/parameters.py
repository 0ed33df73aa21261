"""A form field for every kind of figure that a rule or a reward asks for."""

from typing import Any

from django import forms

from oscar_referrals import parameters
from oscar_referrals.writing.fields import DayField, MoneyField


def field_for(parameter: parameters.Parameter) -> forms.Field:
    """Return the field in which an owner enters a figure. Raises TypeError for an unknown kind."""
    usual: dict[str, Any] = {"label": parameter.label, "required": parameter.is_required}
    match parameter:
        case parameters.WholeNumber(lowest=lowest, highest=highest):
            return forms.IntegerField(min_value=lowest, max_value=highest, **usual)
        case parameters.Amount() | parameters.Percentage():
            return MoneyField(**usual)
        case parameters.Day():
            return DayField(**usual)
        case parameters.OneChoice() | parameters.OneShopThing():
            return forms.ChoiceField(
                choices=lambda: [("", "–"), *parameter.options().items()], **usual
            )
        case parameters.Choices() | parameters.ShopThings():
            return forms.MultipleChoiceField(
                choices=lambda: list(parameter.options().items()),
                widget=forms.CheckboxSelectMultiple,
                **usual,
            )
    raise TypeError(f"There is no field for {type(parameter).__name__}.")
