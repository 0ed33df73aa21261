"""Staff answer a customer's appeal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.appeals import AnswerForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows.appeal import answer_appeal
from oscar_referrals.models import Referral
from oscar_referrals.permissions import DECIDE_REFERRALS


class AnswerView(StaffMixin, View):
    """Answers by POST and goes back to the referral. What is not possible is explained."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write the answer down, for good."""
        referral = get_object_or_404(Referral, pk=pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors.get("answer", []))))
        else:
            self._answer(referral, form)
        return HttpResponseRedirect(reverse("referral-detail", kwargs={"pk": pk}))

    def _answer(self, referral: Referral, form: AnswerForm) -> None:
        try:
            answer_appeal(referral=referral, actor=self.staff, **form.cleaned_data)
        except ForbiddenMove:
            sentence = _("That is not possible: staff did not reject this referral.")
            messages.error(self.request, sentence)
        except Refused as refusal:
            sentence = _("That is not possible. %(reason)s")
            messages.error(self.request, sentence % {"reason": reason_sentence(refusal.reason)})
        else:
            messages.success(self.request, _("Answered. The customer reads it on his page."))
