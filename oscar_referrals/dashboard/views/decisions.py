"""A person decides about a referral."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import review
from oscar_referrals.models import Referral
from oscar_referrals.models.code_wish import LONGEST_ANSWER
from oscar_referrals.names import clean_words
from oscar_referrals.permissions import DECIDE_REFERRALS


class DecisionView(StaffMixin, View):
    """Decides by POST and goes back to the referral. A decision that is not open is explained."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]
    decide: Callable[..., None]
    done: Promise

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        referral = get_object_or_404(Referral, pk=pk)
        try:
            self.decide(referral=referral, actor=self.staff, **self.said())
        except ForbiddenMove:
            referral.refresh_from_db()
            sentence = _("That is not possible: the referral is now “%(state)s”.")
            messages.error(request, sentence % {"state": referral.get_state_display()})
        except Refused as refusal:
            sentence = _("That is not possible. %(reason)s")
            messages.error(request, sentence % {"reason": reason_sentence(refusal.reason)})
        else:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(reverse("referral-detail", kwargs={"pk": pk}))

    def said(self) -> dict[str, str]:
        """Return what else was typed."""
        return {}


class AcceptView(DecisionView):
    """Let a reviewed referral go on."""

    decide = staticmethod(review.accept)
    done = gettext_lazy("Accepted. It waits for its return time like any other.")


class RejectView(DecisionView):
    """End a referral."""

    decide = staticmethod(review.reject)
    done = gettext_lazy("Rejected. The advocate is told; the friend keeps the discount.")

    def said(self) -> dict[str, str]:
        """Return the reason that the advocate reads, if one was typed."""
        typed = self.request.POST.get("words", "")
        return {"words": clean_words(typed, longest=LONGEST_ANSWER)}


class SendToReviewView(DecisionView):
    """Stop a waiting referral so that a person can look at it."""

    decide = staticmethod(review.send_to_review)
    done = gettext_lazy("In review. Nothing is paid before somebody decides.")


class ReopenView(DecisionView):
    """Undo a rejection."""

    decide = staticmethod(review.reopen)
    done = gettext_lazy("Reopened. It is in review again.")
