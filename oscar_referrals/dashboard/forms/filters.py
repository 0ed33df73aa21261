"""Looking for referrals."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.models import Program, Referral, ReferralState
from oscar_referrals.selectors.referrals import find_referrals
from oscar_referrals.writing.fields import DayField


class ReferralFilterForm(forms.Form):
    """Which referrals a member of staff wants to see."""

    text = forms.CharField(
        label=gettext_lazy("Code, order number or advocate's e-mail"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    program = forms.ModelChoiceField(
        label=gettext_lazy("Program"),
        queryset=Program.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("All programs"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Any state")), *ReferralState.choices],
        required=False,
    )
    ordered_from = DayField(label=gettext_lazy("Ordered from"), required=False)
    ordered_until = DayField(label=gettext_lazy("until"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("ordered_from"), data.get("ordered_until")
        if first and last and last < first:
            self.add_error("ordered_until", _("The last day has to come after the first."))
        return data

    def find(self) -> "QuerySet[Referral]":
        """Return what was asked for; nothing if the question cannot be understood."""
        if not self.is_valid():
            return Referral.objects.none()
        data = self.cleaned_data
        last = data["ordered_until"]
        return find_referrals(
            program=data["program"],
            state=data["state"],
            text=data["text"],
            ordered_from=_midnight(data["ordered_from"]),
            ordered_before=_midnight(last + timedelta(days=1)) if last else None,
        )


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
