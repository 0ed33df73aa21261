"""Extra rewards as a field of the form of terms: a few rows, of which empty ones do not count."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.models import RewardShape, Side
from oscar_referrals.rewards import REWARD_KINDS
from oscar_referrals.rewards.plan import FEWEST, MOST, When
from oscar_referrals.writing.fields import MoneyField
from oscar_referrals.writing.options import OptionsField, options_of

#: How many rows are there besides those that are filled in.
EMPTY_ROWS = 2
MOST_ROWS = 20


class ExtraRewardForm(forms.Form):
    """One extra reward."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        required=False,
        choices=(
            ("", gettext_lazy("never (this row is empty)")),
            (When.EVERY_REFERRAL, gettext_lazy("for every friend")),
            (When.EVERY_NTH, gettext_lazy("for every so many friends")),
            (When.ONCE_AT, gettext_lazy("once, at so many friends")),
        ),
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many friends"), min_value=FEWEST, max_value=MOST, required=False
    )
    side = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=Side.choices,
        help_text=gettext_lazy(
            "A friend who orders as a guest gets no extra reward: nobody could give it to him."
        ),
    )
    value = MoneyField(label=gettext_lazy("How much"), required=False)
    shape = forms.ChoiceField(label=gettext_lazy("Sized by"), choices=RewardShape.choices)
    cap = MoneyField(label=gettext_lazy("If a percentage, at most"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("As"))
    options = OptionsField(required=False)
    needs_claim = forms.BooleanField(
        label=gettext_lazy("The owner has to claim it"), required=False
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, use_required_attribute=False, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared above
        kind.choices = [(key, kind.label) for key, kind in REWARD_KINDS.items()]

    def clean(self) -> dict[str, Any]:
        """Keep the options of the chosen kind alone."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("when") and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Please say how much."))
        try:
            data["options"] = options_of(data.get("kind", ""), data["options"])
        except ValidationError as problem:
            self.add_error("options", problem)
        return data

    @property
    def is_filled_in(self) -> bool:
        """Whether the row says when the reward is given."""
        return bool(self["when"].value())

    def as_extra_reward(self) -> dict[str, Any]:
        """Return a valid row as terms keep it; what says nothing is left out."""
        data = self.cleaned_data
        amounts = {name: f"{data[name]:.2f}" for name in ("value", "cap") if data[name] is not None}
        others = {name: data[name] for name in ("number", "options", "needs_claim") if data[name]}
        named = {name: data[name] for name in ("side", "when", "kind", "shape")}
        return named | amounts | others


class ExtraRewardsWidget(forms.Widget):
    """The rows. A row that was filled in is followed by empty ones, so there is always room."""

    template_name = "oscar_referrals/dashboard/widgets/extra_rewards.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[ExtraRewardForm]:
        """Return the rows that were sent."""
        rows = range(MOST_ROWS)
        sent = [number for number in rows if f"{_prefix(name, number)}-when" in data]
        return [ExtraRewardForm(data, prefix=_prefix(name, number)) for number in sent]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows: as they were filled in, or with the extra rewards that hold now."""
        context = super().get_context(name, None, attrs)
        filled_in = [row for row in value or [] if isinstance(row, ExtraRewardForm)]
        filled_in = [row for row in filled_in if row.is_filled_in] or [
            ExtraRewardForm(prefix=_prefix(name, number), initial=row)
            for number, row in enumerate(value or [])
            if isinstance(row, Mapping)
        ]
        empty = range(len(filled_in), min(len(filled_in) + EMPTY_ROWS, MOST_ROWS))
        rows = [ExtraRewardForm(prefix=_prefix(name, number)) for number in empty]
        context["widget"]["rows"] = [*filled_in, *rows]
        return context

    def id_for_label(self, id_: str) -> str:
        """There is no one element that a label could name."""
        return ""


class ExtraRewardsField(forms.Field):
    """The extra rewards of terms. The value is the list that terms keep."""

    widget = ExtraRewardsWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows that are filled in. Raises ValidationError if one of them is wrong."""
        rows = [row for row in value if row.is_filled_in]
        if not all(row.is_valid() for row in rows):
            raise ValidationError(_("Please look at the extra rewards."))
        return [row.as_extra_reward() for row in rows]


def _prefix(name: str, number: int) -> str:
    return f"{name}-{number}"
