"""What a program would have cost on the shop's own past orders."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.chart import draw_spending
from oscar_referrals.insight.asking import launch_day, months_ago, preview_program
from oscar_referrals.insight.wording import (
    figure_rows,
    headline,
    method_sentences,
    people_sentences,
    refusal_rows,
    scenario_names,
    spending_rows,
)
from oscar_referrals.models import Program
from oscar_referrals.writing.words import terms_sentence

#: The periods to choose from, in months; "" is all of the past.
PERIODS: dict[str, Promise] = {
    "": _("all past orders"),
    "12": _("the last 12 months"),
    "24": _("the last 24 months"),
}


class CostPreviewView(StaffMixin, DetailView):
    """Replay the past, and show the figures, the curves and how they were found."""

    template_name = "oscar_referrals/dashboard/cost_preview.html"
    context_object_name = "program"
    queryset = Program.objects.filter(current_terms__isnull=False).select_related("current_terms")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compute everything: nothing is kept from one page to the next."""
        period = self.request.GET.get("months", "")
        preview = preview_program(program=self.object, since=_since(period))
        return super().get_context_data(
            preview=preview,
            terms=terms_sentence(preview.terms),
            headline=headline(preview),
            names=scenario_names(preview),
            figures=figure_rows(preview, launch=launch_day(self.object)),
            chart=draw_spending(preview),
            spending=spending_rows(preview),
            refusals=refusal_rows(preview),
            people=people_sentences(preview),
            method=method_sentences(preview),
            periods=PERIODS,
            period=period,
            **kwargs,
        )


def _since(period: str) -> datetime | None:
    return months_ago(int(period)) if period and period in PERIODS else None
