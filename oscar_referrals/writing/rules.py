"""Choosing rules: a box to tick for each, and its figures beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.eligibility import ADVOCATE_RULES, CHOOSABLE, Rule
from oscar_referrals.eligibility.sentences import staff_label
from oscar_referrals.parameters import Amount, read_parameters, restore_parameters
from oscar_referrals.writing.parameters import field_for

Written = dict[str, Any]


class RuleForm(forms.Form):
    """One rule. Its figures are looked at only if it is chosen."""

    is_chosen = forms.BooleanField(required=False)

    def __init__(
        self, data: Any, *, rule: Rule[Any], kept: Mapping[str, Any] | None, currency: str
    ) -> None:
        """`kept` is how terms have chosen the rule so far, None if they have not."""
        initial: Written = {"is_chosen": kept is not None}
        if kept is not None:
            initial |= restore_parameters(rule.parameters, kept)
        super().__init__(data, prefix=f"{rule.book}-{rule.name}", initial=initial)
        self.rule = rule
        self.currency = currency
        self.label = staff_label(rule)
        self.fields["is_chosen"].label = self.label
        for parameter in rule.parameters:
            field = field_for(parameter)
            if isinstance(parameter, Amount):
                words = {"label": parameter.label, "currency": currency}
                field.label = _("%(label)s, in %(currency)s") % words
            self.fields[parameter.name] = field

    @property
    def figures(self) -> list[forms.BoundField]:
        """Return the fields of the figures."""
        return [self[parameter.name] for parameter in self.rule.parameters]

    @property
    def is_taken(self) -> bool:
        """Tell whether the box is ticked."""
        return bool(self["is_chosen"].value())

    @property
    def is_well(self) -> bool:
        """Tell whether the rule is left out, or chosen with figures that it can use."""
        return not self.is_taken or self.is_valid()

    def clean(self) -> Written:
        """Refuse figures that the rule cannot use."""
        data: Written = super().clean() or {}
        if not self.errors:
            written = self._figures_written(data)
            _values, problems = read_parameters(
                self.rule.parameters, written, currency=self.currency
            )
            for name, sentence in problems.items():
                self.add_error(name, sentence)
        return data

    def as_written(self) -> Written:
        """Return the rule as terms keep it."""
        return {"rule": self.rule.name, **self._figures_written(self.cleaned_data)}

    def _figures_written(self, data: Written) -> Written:
        return {
            parameter.name: parameter.write(data[parameter.name])
            for parameter in self.rule.parameters
            if data.get(parameter.name) is not None
        }


class RuleBookForms:
    """All rules of one book, in a section of their own. `name` is the field of terms."""

    def __init__(
        self, data: Any, *, name: str, chosen: Sequence[Mapping[str, Any]], currency: str
    ) -> None:
        self.name = name
        self.title = _TITLES[name]
        kept = {choice["rule"]: choice for choice in chosen}
        self.rules = [
            RuleForm(data, rule=rule, kept=kept.get(rule.name), currency=currency)
            for rule in CHOOSABLE[name]
        ]

    @property
    def is_well(self) -> bool:
        """Tell whether every rule is as it can be saved."""
        return all(rule.is_well for rule in self.rules)

    @property
    def counts_people(self) -> bool:
        """Tell whether the preview says how many customers meet these rules."""
        return self.name == ADVOCATE_RULES.name

    @property
    def has_chosen(self) -> bool:
        """Tell whether any rule is chosen."""
        return any(rule.is_taken for rule in self.rules)

    def as_written(self) -> list[Written]:
        """Return the chosen rules as terms keep them."""
        return [rule.as_written() for rule in self.rules if rule.is_taken]


def rule_books(
    data: QueryDict | Mapping[str, Any] | None, *, initial: Mapping[str, Any], currency: str
) -> dict[str, RuleBookForms]:
    """Return the sections of all books, by field of terms; `initial` holds what is chosen now."""
    return {
        name: RuleBookForms(data, name=name, chosen=initial.get(name, []), currency=currency)
        for name in CHOOSABLE
    }


_TITLES = {
    "advocate_rules": gettext_lazy("Who may invite"),
    "friend_rules": gettext_lazy("Who may be invited"),
    "order_rules": gettext_lazy("What order counts"),
}
