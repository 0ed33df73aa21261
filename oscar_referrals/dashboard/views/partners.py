"""Partners: who they are, what they are promised, and what it has brought."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.partners import PartnerForm, PledgeForm, StatementForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import partners
from oscar_referrals.models import Code, Partner, Pledge
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.ports import shop
from oscar_referrals.selectors.given_in_names import given_to
from oscar_referrals.selectors.giving import list_partners, owed_to, pledges_of, statements_of

PARTNERS_PER_PAGE = 25


class PartnerListView(StaffMixin, ListView):
    """All partners."""

    template_name = "oscar_referrals/dashboard/partner_list.html"
    context_object_name = "partners"
    paginate_by = PARTNERS_PER_PAGE

    def get_queryset(self) -> Any:
        """Return the partners with the number of their pledges."""
        return list_partners()


class PartnerDetailView(StaffMixin, DetailView):
    """One partner: pledges, what is owed, statements, codes."""

    template_name = "oscar_referrals/dashboard/partner_detail.html"
    model = Partner

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the partner was promised and what came of it."""
        partner = self.object
        names = shop().list_things("range")
        codes = Code.objects.filter(advocate__partner=partner, retired_at=None)
        return super().get_context_data(
            pledges=[
                (pledge, ", ".join(names.get(key, key) for key in pledge.ranges))
                for pledge in pledges_of(partner)
            ],
            in_names=given_to(partner),
            owed=owed_to(partner),
            statements=statements_of(partner),
            codes=[
                (code, shop().share_url(code))
                for code in codes.select_related("advocate__program").order_by("pk")
            ],
            statement_form=StatementForm(initial={"ends_at": page_now()}),
            now=page_now(),
            **kwargs,
        )


class PartnerFormView(StaffMixin, FormView):
    """For the two pages on which a partner is described."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/partner_form.html"
    form_class = PartnerForm
    partner: Partner | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which partner it is about."""
        return super().get_form_kwargs() | {"partner": self.partner}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the partner."""
        return super().get_context_data(partner=self.partner, **kwargs)


class PartnerCreateView(PartnerFormView):
    """Write down a new partner."""

    def form_valid(self, form: PartnerForm) -> HttpResponse:
        """Save it and go on to the first pledge."""
        data = form.cleaned_data
        try:
            partner = partners.create_partner(
                name=data["name"],
                slug=slugify(data["name"]),
                description=data["description"],
                contact=data["contact"],
            )
        except IntegrityError:
            form.add_error("name", _("Another partner has this name."))
            return self.form_invalid(form)
        messages.success(self.request, _("The partner is written down. What does it get?"))
        return HttpResponseRedirect(reverse("referral-pledge-create", kwargs={"pk": partner.pk}))


class PartnerEditView(PartnerFormView):
    """Change what is known of a partner."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the partner."""
        self.partner = get_object_or_404(Partner, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Start from what is so now."""
        return {name: getattr(self.partner, name) for name in PartnerForm.base_fields}

    def form_valid(self, form: PartnerForm) -> HttpResponse:
        """Save it."""
        assert self.partner is not None  # noqa: S101 - found in dispatch
        partners.change_partner(partner=self.partner, **form.cleaned_data)
        messages.success(self.request, _("The partner has been changed."))
        return HttpResponseRedirect(address_of(self.partner))


class PledgeCreateView(StaffMixin, FormView):
    """Promise a partner a share of sales."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/pledge_form.html"
    form_class = PledgeForm
    partner: Partner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the partner."""
        self.partner = get_object_or_404(Partner, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the partner."""
        return super().get_context_data(partner=self.partner, **kwargs)

    def form_valid(self, form: PledgeForm) -> HttpResponse:
        """Make the pledge, or say why not."""
        try:
            partners.make_pledge(partner=self.partner, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, reason_sentence(refusal.reason))
            return self.form_invalid(form)
        messages.success(self.request, _("Promised. Its orders are counted from now on."))
        return HttpResponseRedirect(address_of(self.partner))


class PledgeEndView(StaffMixin, View):
    """Ends a pledge now, by POST."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        pledge = get_object_or_404(Pledge.objects.select_related("partner"), pk=pk)
        partners.end_pledge(pledge=pledge)
        messages.success(request, _("Ended. What was sold before still counts."))
        return HttpResponseRedirect(address_of(pledge.partner))


def address_of(partner: Partner) -> str:
    """Return the address of a partner's page."""
    return reverse("referral-partner-detail", kwargs={"pk": partner.pk})
