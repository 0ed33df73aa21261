"""Referrals: finding them, and the full why of one."""

from typing import Any

from django.views.generic import DetailView, ListView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.decisions import REOPEN, decisions_open_to
from oscar_referrals.dashboard.forms.appeals import AnswerForm
from oscar_referrals.dashboard.forms.filters import ReferralFilterForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.timeline import referral_timeline
from oscar_referrals.dashboard.work_words import describe_work
from oscar_referrals.models import Referral
from oscar_referrals.selectors.appeals import appeal_of
from oscar_referrals.selectors.referrals import find_referrals, why_of
from oscar_referrals.writing.words import describe_terms, kind_text

REFERRALS_PER_PAGE = 25


class ReferralListView(StaffMixin, ListView):
    """All referrals, or those somebody looks for."""

    template_name = "oscar_referrals/dashboard/referral_list.html"
    paginate_by = REFERRALS_PER_PAGE

    def get_queryset(self) -> Any:
        """Return what the filter finds; everything without one."""
        self.form = ReferralFilterForm(self.request.GET or None)
        return self.form.find() if self.form.is_bound else find_referrals()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filter, and each referral's reason as a sentence."""
        context = super().get_context_data(form=self.form, **kwargs)
        context["rows"] = [
            (referral, reason_sentence(referral.reason)) for referral in context["object_list"]
        ]
        return context


class ReferralDetailView(StaffMixin, DetailView):
    """One referral: what happened, why, and what can be decided."""

    template_name = "oscar_referrals/dashboard/referral_detail.html"
    context_object_name = "referral"

    def get_queryset(self) -> Any:
        """Return referrals with everybody involved."""
        return Referral.objects.select_related(
            "program",
            "terms",
            "advocate__user",
            "claim__code__card__batch",
            "friend",
            "order__user",
            "appeal__answered_by",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the why and the decisions that are open."""
        referral = self.object
        why = why_of(referral)
        return super().get_context_data(
            reason=reason_sentence(referral.reason),
            timeline=referral_timeline(referral=referral, events=why.events),
            rewards=[(reward, kind_text(reward.kind)) for reward in why.rewards],
            transfers=why.transfers,
            work=[describe_work(work) for work in why.work],
            terms_rows=describe_terms(referral.terms),
            decisions=decisions_open_to(referral),
            appeal=appeal_of(referral),
            answer_form=AnswerForm(),
            can_reopen=REOPEN in decisions_open_to(referral),
            **kwargs,
        )
