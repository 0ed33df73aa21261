"""Due work that has failed, and whether anybody looks for due work at all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import ListView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.work_words import describe_work
from oscar_referrals.flows import work as working
from oscar_referrals.models import Work
from oscar_referrals.permissions import DECIDE_REFERRALS
from oscar_referrals.selectors.due_work import failed_work, last_run

WORK_PER_PAGE = 25


class WorkListView(StaffMixin, ListView):
    """What could not be done, why, and when due work was last looked for."""

    template_name = "oscar_referrals/dashboard/work_list.html"
    paginate_by = WORK_PER_PAGE

    def get_queryset(self) -> Any:
        """Return all failed work, what was given up first."""
        return failed_work()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the work in words and the last run."""
        context = super().get_context_data(last_run=last_run(), **kwargs)
        context["rows"] = [describe_work(work) for work in context["object_list"]]
        return context


class RetryView(StaffMixin, View):
    """Lets one piece of failed work be tried again at once."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it in front and go back to the list."""
        working.retry(get_object_or_404(Work, pk=pk))
        messages.success(request, _("It is tried again with the next run."))
        return HttpResponseRedirect(reverse("referral-work-list"))


class RetryAllView(StaffMixin, View):
    """Lets all failed work be tried again at once, for instance after the mail server was down."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Put it in front and go back to the list."""
        number = working.retry_all()
        sentence = ngettext(
            "%(number)d thing is tried again with the next run.",
            "%(number)d things are tried again with the next run.",
            number,
        )
        messages.success(request, sentence % {"number": number})
        return HttpResponseRedirect(reverse("referral-work-list"))
