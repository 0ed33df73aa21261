"""The figures that a rule or a reward asks an owner for: how each is written, read and refused.

A figure is kept as plain data, so that terms, files and forms agree about it: whole numbers and yes
or no as they are, amounts and percentages as text, things of the shop by a key that its staff know.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from oscar_referrals.money import format_money, smallest_unit
from oscar_referrals.ports import shop

#: What the smallest column for whole numbers holds in every database.
HIGHEST_NUMBER = 32_767
HIGHEST_AMOUNT = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(ABC):
    """One figure: its name in code and files, and what an owner reads beside it."""

    name: str
    label: str | Promise
    is_required: bool = True

    @abstractmethod
    def read(self, written: Any, *, currency: str) -> Any:
        """Return the value of what was written. Raises ValidationError with a sentence."""

    def write(self, value: Any) -> Any:
        """Return a value as plain data that `read` understands."""
        return value

    def restore(self, kept: Any) -> Any:
        """Return the value of what was read and written before. The database is not asked."""
        return kept

    def show(self, value: Any, *, currency: str) -> str:
        """Return a value as a sentence says it."""
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNumber(Parameter):
    """A whole number between two others."""

    lowest: int = 1
    highest: int = HIGHEST_NUMBER

    def read(self, written: Any, *, currency: str) -> int:
        """Return the number."""
        is_number = isinstance(written, int) and not isinstance(written, bool)
        if not is_number or not self.lowest <= written <= self.highest:
            raise ValidationError(
                _("It has to be a whole number from %(lowest)s to %(highest)s.")
                % {"lowest": self.lowest, "highest": self.highest}
            )
        return int(written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Parameter):
    """Money in the terms' currency, more than nothing, in whole coins."""

    def read(self, written: Any, *, currency: str) -> Decimal:
        """Return the amount."""
        amount = _read_decimal(written)
        if not 0 < amount <= HIGHEST_AMOUNT:
            raise ValidationError(_("It has to be more than nothing."))
        require_whole_units(amount=amount, currency=currency)
        return amount

    def write(self, value: Any) -> str:
        """Return the amount as text with two places."""
        return f"{value:.2f}"

    def restore(self, kept: Any) -> Decimal:
        """Return the amount."""
        return Decimal(kept)

    def show(self, value: Any, *, currency: str) -> str:
        """Return the amount as people of the active language write it."""
        return format_money(value, currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage(Parameter):
    """A percentage above 0 and up to 100, with at most two places."""

    def read(self, written: Any, *, currency: str) -> Decimal:
        """Return the percentage."""
        percent = _read_decimal(written)
        if not 0 < percent <= 100 or percent != round(percent, 2):
            raise ValidationError(_("It has to be a percentage from 0.01 to 100."))
        return percent

    def write(self, value: Any) -> str:
        """Return the percentage as text with two places."""
        return f"{value:.2f}"

    def restore(self, kept: Any) -> Decimal:
        """Return the percentage."""
        return Decimal(kept)

    def show(self, value: Any, *, currency: str) -> str:
        """Return the percentage without needless zeros."""
        return f"{value.normalize():f} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Parameter):
    """A day on the shop's calendar, written as 2030-11-29."""

    def read(self, written: Any, *, currency: str) -> date:
        """Return the day."""
        try:
            day = date.fromisoformat(written)
        except (TypeError, ValueError):
            raise ValidationError(_("It has to be a day, such as 2030-11-29.")) from None
        if not 1990 <= day.year <= 2099:
            raise ValidationError(_("Please give a year between 1990 and 2099."))
        return day

    def write(self, value: Any) -> str:
        """Return the day as text."""
        return str(value.isoformat())

    def restore(self, kept: Any) -> date:
        """Return the day."""
        return date.fromisoformat(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfSeveral(Parameter):
    """One of what can be chosen. The value is its key."""

    @abstractmethod
    def options(self) -> Mapping[str, str | Promise]:
        """Return what can be chosen now: key to what an owner reads."""

    def read(self, written: Any, *, currency: str) -> str:
        """Return the chosen key."""
        if not isinstance(written, str) or written not in self.options():
            raise ValidationError(_("There is no %(key)s.") % {"key": written})
        return written

    def show(self, value: Any, *, currency: str) -> str:
        """Return what was chosen."""
        return str(self.options().get(value, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeOfSeveral(Parameter):
    """One or more of what can be chosen. The value is a tuple of keys."""

    @abstractmethod
    def options(self) -> Mapping[str, str | Promise]:
        """Return what can be chosen now: key to what an owner reads."""

    def read(self, written: Any, *, currency: str) -> tuple[str, ...]:
        """Return the chosen keys, each once, in the order of the list."""
        is_list = isinstance(written, list) and all(isinstance(key, str) for key in written)
        if not is_list or not written:
            raise ValidationError(_("It has to be a list with at least one of what can be chosen."))
        options = self.options()
        unknown = [key for key in written if key not in options]
        if unknown:
            raise ValidationError(_("There is no %(key)s.") % {"key": ", ".join(unknown)})
        return tuple(key for key in options if key in written)

    def write(self, value: Any) -> list[str]:
        """Return the keys as a list."""
        return list(value)

    def restore(self, kept: Any) -> tuple[str, ...]:
        """Return the keys."""
        return tuple(kept)

    def show(self, value: Any, *, currency: str) -> str:
        """Return what was chosen, joined by commas."""
        options = self.options()
        return ", ".join(str(options.get(key, key)) for key in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(SomeOfSeveral):
    """One or more of a list: key and what an owner reads."""

    choices: Sequence[tuple[str, str | Promise]]

    def options(self) -> Mapping[str, str | Promise]:
        """Return what can be chosen: key to what an owner reads."""
        return dict(self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChoice(OneOfSeveral):
    """One of a list: key and what an owner reads."""

    choices: Sequence[tuple[str, str | Promise]]

    def options(self) -> Mapping[str, str | Promise]:
        """Return what can be chosen: key to what an owner reads."""
        return dict(self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneShopThing(OneOfSeveral):
    """One thing of the shop, such as a product or a group.

    `things` is a kind that `Shop.list_things` knows.
    """

    things: str

    def options(self) -> Mapping[str, str]:
        """Return what can be chosen now: key to name."""
        return shop().list_things(self.things)

    def show(self, value: Any, *, currency: str) -> str:
        """Return the name of the thing; its key if the shop has deleted it."""
        return shop().name_thing(self.things, key=value) or str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopThings(SomeOfSeveral):
    """One or more things of the shop, such as ranges or countries.

    `things` is a kind that `Shop.list_things` knows. A thing that the shop deleted later stays in
    old terms under its key.
    """

    things: str

    def options(self) -> Mapping[str, str]:
        """Return what can be chosen now: key to name."""
        return shop().list_things(self.things)


def read_parameters(
    parameters: Sequence[Parameter], written: Mapping[str, Any], *, currency: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of written figures, and what is wrong with them: name to sentence.

    A name that no parameter has is wrong, and so is a required one that is missing.
    """
    known = {parameter.name: parameter for parameter in parameters}
    problems = {name: _("There is no such figure.") for name in written if name not in known}
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        if name not in written:
            if parameter.is_required:
                problems[name] = _("The figure is missing.")
            continue
        try:
            values[name] = parameter.read(written[name], currency=currency)
        except ValidationError as error:
            problems[name] = " ".join(error.messages)
    return values, problems


def restore_parameters(parameters: Sequence[Parameter], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of figures that were read and written before, also of things that the shop
    has deleted since. Raises KeyError for a required one that is missing.
    """
    return {
        parameter.name: parameter.restore(kept[parameter.name])
        for parameter in parameters
        if parameter.is_required or parameter.name in kept
    }


def show_parameters(
    parameters: Sequence[Parameter], kept: Mapping[str, Any], *, currency: str
) -> dict[str, Any]:
    """Return kept figures as sentences name them: whole numbers as they are, the rest as text."""
    values = restore_parameters(parameters, kept)
    return {
        parameter.name: values[parameter.name]
        if isinstance(parameter, WholeNumber)
        else parameter.show(values[parameter.name], currency=currency)
        for parameter in parameters
        if parameter.name in values
    }


def require_whole_units(*, amount: Decimal | None, currency: str) -> None:
    """Refuse an amount finer than the currency's smallest coin. Raises ValidationError."""
    unit = smallest_unit(currency)
    if amount is not None and amount % unit:
        raise ValidationError(
            _("%(currency)s has no smaller unit than %(unit)s.")
            % {"currency": currency, "unit": unit}
        )


def _read_decimal(written: Any) -> Decimal:
    if not isinstance(written, str):
        raise ValidationError(_('It has to be written in quotes, such as "10.00".'))
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise ValidationError(_('It has to be written in quotes, such as "10.00".')) from None
    if not number.is_finite():
        raise ValidationError(_('It has to be written in quotes, such as "10.00".'))
    return number
