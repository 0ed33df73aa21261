"""What a kind of reward asks an owner for, as a field of the form of terms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oscar_referrals.rewards import REWARD_KINDS, RewardKind, reward_kind
from oscar_referrals.writing.parameters import field_for


class OptionsForm(forms.Form):
    """The figures of one kind of reward."""

    def __init__(self, data: Any = None, *, kind: RewardKind, **kwargs: Any) -> None:
        # A kind that was not chosen may stay empty.
        super().__init__(data, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.kind = kind
        for parameter in kind.parameters:
            self.fields[parameter.name] = field_for(parameter)

    def as_options(self) -> dict[str, Any]:
        """Return what was entered as plain data; figures that were left empty are left out."""
        entered = self.cleaned_data
        return {
            parameter.name: parameter.write(entered[parameter.name])
            for parameter in self.kind.parameters
            if entered.get(parameter.name) not in (None, "", [])
        }


class OptionsWidget(forms.Widget):
    """A group of fields for every kind that asks for something. All are there without a script."""

    template_name = "oscar_referrals/dashboard/widgets/options.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, OptionsForm]:
        """Return the filled-in form of every kind."""
        return {
            key: OptionsForm(data, kind=kind, prefix=_prefix(name, key))
            for key, kind in _kinds_that_ask().items()
        }

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the forms: as they were filled in, or with the options that hold now."""
        context = super().get_context(name, None, attrs)
        forms_by_kind = value if _is_filled_in(value) else _forms_with(name, value or {})
        context["widget"]["forms"] = list(forms_by_kind.values())
        return context

    def id_for_label(self, id_: str) -> str:
        """There is no one element that a label could name."""
        return ""


class OptionsField(forms.Field):
    """The options of the chosen kind. Its form says which one that is, by `options_of`."""

    widget = OptionsWidget


def options_of(kind: str, filled_in: Mapping[str, OptionsForm]) -> dict[str, Any]:
    """Return the options of a kind from what was filled in. Raises ValidationError."""
    form = filled_in.get(kind)
    if form is None:
        return {}
    if not form.is_valid():
        raise ValidationError(_("Please look at what the kind of reward asks for."))
    return form.as_options()


def _kinds_that_ask() -> dict[str, RewardKind]:
    return {key: kind for key, kind in REWARD_KINDS.items() if kind.parameters}


def _forms_with(name: str, options: Mapping[str, Any]) -> dict[str, OptionsForm]:
    return {
        key: OptionsForm(kind=kind, prefix=_prefix(name, key), initial=_initial(key, options))
        for key, kind in _kinds_that_ask().items()
    }


def _initial(key: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a kind's form begins with: the options that go by the same names."""
    names = {parameter.name for parameter in reward_kind(key).parameters}
    return {name: written for name, written in options.items() if name in names}


def _is_filled_in(value: Any) -> bool:
    return bool(value) and all(isinstance(form, OptionsForm) for form in value.values())


def _prefix(name: str, key: str) -> str:
    return f"{name}-{key}"
