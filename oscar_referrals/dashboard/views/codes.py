"""The codes that advocates share: words to look at, and codes to take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, TemplateView

from oscar_referrals.codes import wished_code
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.codes import WordsForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.timeline import advocate_timeline
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.replace_code import take_code_back
from oscar_referrals.flows.wishes import approve_wish, refuse_wish
from oscar_referrals.models import Advocate, CodeWish
from oscar_referrals.names import clean_words
from oscar_referrals.permissions import DECIDE_REFERRALS
from oscar_referrals.selectors.codes import can_replace_code, find_sharing, shared_code
from oscar_referrals.selectors.wishes import waiting_wishes, wish_of

ADVOCATES_SHOWN = 50
CODES_SHOWN = 50
WISHES_SHOWN = 100
_LONGEST_SEARCH = 100


class CodesView(StaffMixin, TemplateView):
    """The words that wait, and a search for the advocates behind codes."""

    template_name = "oscar_referrals/dashboard/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words, each with the code it would be, and what was looked for."""
        text = clean_words(self.request.GET.get("text", ""), longest=_LONGEST_SEARCH)
        found = find_sharing(text)[:ADVOCATES_SHOWN] if text else []
        wishes = waiting_wishes()
        return super().get_context_data(
            wishes=[(wish, wished_code(wish.word)) for wish in wishes[:WISHES_SHOWN]],
            number=wishes.count(),
            text=text,
            found=found,
            words_form=WordsForm(),
            **kwargs,
        )


class AdvocateView(StaffMixin, DetailView):
    """One advocate's codes, and what staff did with them."""

    template_name = "oscar_referrals/dashboard/advocate_detail.html"
    context_object_name = "advocate"
    queryset = Advocate.objects.select_related("user", "program__current_terms")
    object: Advocate

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the codes and the history."""
        advocate = self.object
        shared = shared_code(advocate.codes.all())
        takes_part = advocate.left_at is None and can_replace_code(advocate)
        return super().get_context_data(
            shared=shared,
            codes=advocate.codes.order_by("-pk")[:CODES_SHOWN],
            wish=wish_of(advocate),
            timeline=advocate_timeline(advocate),
            can_take_back=shared is not None and takes_part,
            words_form=WordsForm(),
            **kwargs,
        )


class CodeDecisionView(StaffMixin, View):
    """Decides by POST and goes back. What is not possible is explained."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]

    def decide(self, request: HttpRequest, pk: int) -> str:
        """Do it and return what was done, in a sentence. Raises Refused."""
        raise NotImplementedError

    def address(self, pk: int) -> str:
        """Return the page to go back to."""
        return reverse("referral-codes")

    def words(self) -> str:
        """Return what was written for the advocate; raise Refused without any."""
        form = WordsForm(self.request.POST)
        if not form.is_valid():
            sentence = " ".join(map(str, form.errors.get("words", [])))
            raise _NotUnderstood(sentence)
        return str(form.cleaned_data["words"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        try:
            messages.success(request, self.decide(request, pk))
        except _NotUnderstood as error:
            messages.error(request, str(error))
        except Refused as refusal:
            sentence = _("That is not possible. %(reason)s")
            messages.error(request, sentence % {"reason": reason_sentence(refusal.reason)})
        return HttpResponseRedirect(self.address(pk))


class _NotUnderstood(Exception):
    """What was typed cannot be used; the text says why."""


class ApproveWishView(CodeDecisionView):
    """Let a word become a code."""

    def decide(self, request: HttpRequest, pk: int) -> str:
        """Make the code."""
        code = approve_wish(wish=_seen_wish(request, pk), actor=self.staff)
        return _("Approved. The code %(code)s works, and its advocate is told.") % {
            "code": code.text
        }


class RefuseWishView(CodeDecisionView):
    """Refuse a word."""

    def decide(self, request: HttpRequest, pk: int) -> str:
        """Answer."""
        refuse_wish(wish=_seen_wish(request, pk), answer=self.words(), actor=self.staff)
        return _("Refused. The advocate is told why, and keeps the old code.")


class TakeBackView(CodeDecisionView):
    """Take an advocate's code back."""

    def address(self, pk: int) -> str:
        """Go back to the advocate."""
        return reverse("referral-advocate-detail", kwargs={"pk": pk})

    def decide(self, request: HttpRequest, pk: int) -> str:
        """Give a fresh one."""
        advocate = get_object_or_404(Advocate, pk=pk)
        code = take_code_back(advocate=advocate, words=self.words(), actor=self.staff)
        return _("Taken back. The new code is %(code)s; the advocate is told why.") % {
            "code": code.text
        }


def _seen_wish(request: HttpRequest, pk: int) -> CodeWish:
    """Return the wish with the word that was on the page, which may have been changed since."""
    wish = get_object_or_404(CodeWish, pk=pk)
    wish.word = request.POST.get("word", "")
    return wish
