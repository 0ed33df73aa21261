"""What an owner says about a gift drop."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.clock import page_now
from oscar_referrals.models import DropMeasure
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.writing.fields import DaysField, MomentField, require_visible_text

MOST_PEOPLE = 500


class PlanForm(forms.Form):
    """The sentence "the best 20 customers by what they spent in the last 12 months"."""

    people = forms.IntegerField(
        label=gettext_lazy("How many people"), min_value=1, max_value=MOST_PEOPLE, initial=20
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("The best by"), choices=DropMeasure.choices, initial=DropMeasure.SPEND
    )
    months = forms.IntegerField(
        label=gettext_lazy("In the last months"), min_value=1, max_value=120, initial=12
    )

    @property
    def plan(self) -> DropPlan:
        """Return the plan that was entered."""
        data = self.cleaned_data
        return DropPlan(measure=data["measure"], months=data["months"], people=data["people"])


class DropForm(PlanForm):
    """A drop that is made now."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        validators=[require_visible_text],
        help_text=gettext_lazy("For your staff: “Summer gifts”. Each name makes one drop."),
    )
    valid_until = MomentField(label=gettext_lazy("Gifts are valid until"))
    field_order = ("name", "people", "measure", "months", "valid_until")

    def clean_valid_until(self) -> datetime:
        """Refuse a moment that has passed."""
        valid_until: datetime = self.cleaned_data["valid_until"]
        if valid_until <= page_now():
            raise ValidationError(_("The end has to be in the future."))
        return valid_until


class ScheduleForm(PlanForm):
    """Drops that due work makes again and again."""

    next_at = MomentField(label=gettext_lazy("The next drop"))
    every_months = forms.IntegerField(
        label=gettext_lazy("Every so many months"), min_value=1, max_value=24, initial=3
    )
    valid_days = DaysField(label=gettext_lazy("Days a gift stays valid"), initial=60)

    def schedule(self) -> dict[str, Any]:
        """Return what was entered besides the plan."""
        return {name: self.cleaned_data[name] for name in ("next_at", "every_months", "valid_days")}
