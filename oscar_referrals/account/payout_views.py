"""Where a customer's money shall go, and what was paid out."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from oscar_referrals.account.code_pages import SeeOther
from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.forms import PayoutDetailsForm
from oscar_referrals.account.person_view import CustomerView
from oscar_referrals.clock import page_now
from oscar_referrals.days import format_day
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.payout_details import change_payout_details
from oscar_referrals.selectors.credit import money_of
from oscar_referrals.selectors.payouts import latest_details, payouts_of

PAYOUTS_PER_PAGE = 20


@method_decorator(sensitive_post_parameters("password", "destination"), name="dispatch")
class PayoutView(CustomerView):
    """What is to be paid out, where it goes, and what was paid."""

    page_name = "referral-payout"

    def get(self, request: CustomerRequest) -> HttpResponse:
        """Show it."""
        return self._show(PayoutDetailsForm(user=request.user))

    def post(self, request: CustomerRequest) -> HttpResponse:
        """Keep new details; they are used after a week."""
        form = PayoutDetailsForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._show(form)
        try:
            details = change_payout_details(
                user=request.user,
                name=form.cleaned_data["name"],
                destination=form.cleaned_data["destination"],
            )
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            sentence = _("Saved. We use it from %(day)s, and have told you by e-mail.")
            messages.success(request, sentence % {"day": format_day(details.usable_from)})
        return SeeOther(reverse(self.page_name))

    def _show(self, form: PayoutDetailsForm) -> HttpResponse:
        context: dict[str, Any] = {
            "page_title": _("Payouts"),
            "active_tab": "invite",
            "money": money_of(self.request.user.pk),
            "details": latest_details(self.request.user.pk),
            "moment": page_now(),
            "lines": Paginator(payouts_of(self.request.user.pk), PAYOUTS_PER_PAGE).get_page(
                self.request.GET.get("page")
            ),
            "form": form,
        }
        return TemplateResponse(self.request, "oscar_referrals/account/payout.html", context)
