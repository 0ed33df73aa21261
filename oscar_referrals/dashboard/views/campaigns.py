"""Campaigns of a program: one message to a segment of the customers."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.campaigns import CampaignForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.views.programs import OpenProgramMixin
from oscar_referrals.exceptions import DuplicateName, Refused
from oscar_referrals.flows.campaign import begin_campaign, send_in_background
from oscar_referrals.models import Campaign
from oscar_referrals.notify.kinds import message_kind
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.recipients import (
    campaigns_of,
    figures_of,
    find_recipients,
    recipients_of,
)
from oscar_referrals.selectors.segments import segment_of_name

#: So many of those who would get it are named.
NAMED = 10


class CampaignsView(OpenProgramMixin, StaffMixin, FormView):
    """What was sent, and a form that says to how many and to whom it would go before it does."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/program_campaigns.html"
    form_class = CampaignForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the campaigns."""
        return super().get_context_data(campaigns=campaigns_of(self.program), **kwargs)

    def form_valid(self, form: CampaignForm) -> HttpResponse:
        """Say how many would get it, or send it."""
        if "send" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, **self._try(form)))
        try:
            send_in_background(begin_campaign(program=self.program, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        except DuplicateName:
            form.add_error("name", _("The program has another campaign of that name."))
            return self.form_invalid(form)
        messages.success(self.request, _("The campaign is on its way."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Come back to see how far it is."""
        return reverse("referral-program-campaigns", kwargs={"pk": self.program.pk})

    def _try(self, form: CampaignForm) -> dict[str, Any]:
        return _preview_of(
            find_recipients(
                program=self.program,
                kind=message_kind(form.cleaned_data["kind"]),
                segment=segment_of_name(form.cleaned_data["segment"]),
                moment=page_now(),
            )
        )


class CampaignAgainView(StaffMixin, DetailView):
    """Shows who has not had a campaign and would get it now, and sends it to them."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/campaign_again.html"
    context_object_name = "campaign"
    queryset = Campaign.objects.select_related("program__current_terms")
    object: Campaign

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how far it is, and who would get it."""
        campaign = self.object
        return super().get_context_data(
            figures=figures_of(campaign),
            kind_label=message_kind(campaign.kind).label,
            segment_label=segment_of_name(campaign.segment).label,
            **_preview_of(recipients_of(campaign, moment=page_now())),
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin another round."""
        campaign = self.get_object()
        if campaign.program.is_open_at(page_now()):
            send_in_background(campaign)
            messages.success(request, _("It is on its way to those who have not had it."))
        else:
            messages.error(request, reason_sentence(Reason.PROGRAM_ENDED))
        address = reverse("referral-program-campaigns", kwargs={"pk": campaign.program_id})
        return HttpResponseRedirect(address)


def _preview_of(recipients: "QuerySet[Any]") -> dict[str, Any]:
    """Return how many would get a campaign, and the first of them."""
    return {"number": recipients.count(), "named": recipients.order_by("pk")[:NAMED]}
