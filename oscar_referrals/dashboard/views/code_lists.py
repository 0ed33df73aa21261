"""Codes of other retailers: how many are left, who waits, and adding more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import FormView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.code_lists import CodesForm, WarningForm
from oscar_referrals.exceptions import CodesInvalid
from oscar_referrals.flows.code_lists import add_codes
from oscar_referrals.models import CodeList
from oscar_referrals.permissions import MANAGE_CODES
from oscar_referrals.selectors.code_lists import lists_with_stock, waiting_rewards


class CodeListView(StaffMixin, FormView):
    """All lists, and the form to add codes. No code is shown to anybody here."""

    permission = MANAGE_CODES
    form_class = CodesForm
    template_name = "oscar_referrals/dashboard/code_lists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lists, each with its form, and who waits."""
        return super().get_context_data(
            rows=[
                (one, WarningForm(instance=one, auto_id=f"id_{one.pk}_%s"))
                for one in lists_with_stock()
            ],
            waiting=waiting_rewards().select_related("advocate__user", "referral__friend"),
            **kwargs,
        )

    def form_valid(self, form: CodesForm) -> HttpResponse:
        """Add the codes, or name the lines that do not fit their lists."""
        try:
            number = add_codes(form.cleaned_data["file"])
        except CodesInvalid as refusal:
            sentence = _("Line %(line)s: codes of this name are worth %(worth)s each.")
            for line, worth in refusal.problems.items():
                form.add_error("file", sentence % {"line": line, "worth": worth})
            return self.form_invalid(form)
        sentence = ngettext("%(number)d code was added.", "%(number)d codes were added.", number)
        messages.success(self.request, sentence % {"number": number})
        return HttpResponseRedirect(reverse("referral-code-list"))


class WarningView(StaffMixin, View):
    """Changes when somebody is warned that a list runs out."""

    permission = MANAGE_CODES
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save it, or say what is wrong."""
        form = WarningForm(request.POST, instance=get_object_or_404(CodeList, pk=pk))
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Please give a number, and an e-mail address or none."))
        return HttpResponseRedirect(reverse("referral-code-list"))
