"""Paying out: what waits, and batches that one person collects and another approves."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, ListView

from oscar_referrals.clock import database_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.payouts import FailureForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.timeline import payout_timeline
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import payout
from oscar_referrals.lifecycle import PAYOUT_MOVES
from oscar_referrals.models import PayoutBatch, PayoutLine, PayoutState
from oscar_referrals.permissions import (
    APPROVE_PAYOUTS,
    COLLECT_PAYOUTS,
    EXPORT_PAYOUTS,
    VIEW_PAYOUTS,
    may,
)
from oscar_referrals.selectors.payouts import COLUMNS, due_payouts, rows_of
from oscar_referrals.spreadsheets import csv_lines

BATCHES_PER_PAGE = 25
LINES_PER_PAGE = 100


class PayoutListView(StaffMixin, ListView):
    """What waits to be paid out, and all batches."""

    permission = VIEW_PAYOUTS
    template_name = "oscar_referrals/dashboard/payout_list.html"
    paginate_by = BATCHES_PER_PAGE
    context_object_name = "batches"

    def get_queryset(self) -> Any:
        """Return the batches, newest first."""
        return PayoutBatch.objects.select_related("collected_by", "approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what waits."""
        return super().get_context_data(
            due=due_payouts(moment=database_now()),
            may_collect=may(self.staff, COLLECT_PAYOUTS),
            **kwargs,
        )


class PayoutDetailView(StaffMixin, DetailView):
    """One batch: who gets how much, where it goes, and what is to be done next."""

    permission = VIEW_PAYOUTS
    template_name = "oscar_referrals/dashboard/payout_detail.html"
    context_object_name = "batch"

    def get_queryset(self) -> Any:
        """Return the batches with who signed them."""
        return PayoutBatch.objects.select_related("collected_by", "approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of lines, the history, and which buttons there are."""
        batch = self.object
        lines = Paginator(batch.lines.select_related("account__user"), LINES_PER_PAGE)
        moves = PAYOUT_MOVES[batch.state]
        is_exported = batch.state in (PayoutState.EXPORTED, PayoutState.SETTLED)
        may_export = may(self.staff, EXPORT_PAYOUTS)
        is_own = batch.collected_by_id == self.staff.pk
        return super().get_context_data(
            paginator=lines,
            page_obj=lines.get_page(self.request.GET.get("page")),
            timeline=payout_timeline(batch),
            is_own=is_own,
            may_approve=PayoutState.APPROVED in moves
            and not is_own
            and may(self.staff, APPROVE_PAYOUTS),
            may_withdraw=PayoutState.WITHDRAWN in moves,
            may_export=may_export and PayoutState.EXPORTED in moves,
            may_export_again=may_export and batch.state == PayoutState.EXPORTED,
            may_settle=may_export and PayoutState.SETTLED in moves,
            may_record_failure=may_export and is_exported,
            failure_form=FailureForm(),
            **kwargs,
        )


class CollectView(StaffMixin, View):
    """Makes a batch of everything that can be paid out in one currency."""

    permission = COLLECT_PAYOUTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the new batch, or say that there is nothing left."""
        try:
            batch = payout.collect(currency=request.POST.get("currency", ""), actor=self.staff)
        except Refused as refusal:
            messages.error(request, reason_sentence(refusal.reason))
            return HttpResponseRedirect(reverse("referral-payout-list"))
        messages.success(request, _("Collected. A second person has to approve it."))
        return HttpResponseRedirect(_address_of(batch.pk))


class StepView(StaffMixin, View):
    """Does one step with a batch by POST and goes back to it."""

    http_method_names = ["post", "options"]
    step: Callable[..., None]
    done: Promise

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        batch = get_object_or_404(PayoutBatch, pk=pk)
        refusal = try_step(lambda: self.step(batch=batch, actor=self.staff))
        if refusal:
            messages.error(request, refusal)
        else:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(_address_of(pk))


class ApproveView(StepView):
    """Say that a batch may be paid."""

    permission = APPROVE_PAYOUTS
    step = staticmethod(payout.approve)
    done = gettext_lazy("Approved. It can be exported now.")


class WithdrawView(StepView):
    """Give a batch up."""

    permission = VIEW_PAYOUTS
    step = staticmethod(payout.withdraw)
    done = gettext_lazy("Withdrawn. Its money can be collected again.")


class SettleView(StepView):
    """Say that the money has arrived."""

    permission = EXPORT_PAYOUTS
    step = staticmethod(payout.settle)
    done = gettext_lazy("Settled. The customers are told.")


class ExportView(StaffMixin, View):
    """Hands out the file of a batch, line by line, however long it is."""

    permission = EXPORT_PAYOUTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> Any:
        """Send the file, or say why not."""
        batch = get_object_or_404(PayoutBatch, pk=pk)
        refusal = try_step(lambda: payout.export(batch=batch, actor=self.staff))
        if refusal:
            messages.error(request, refusal)
            return HttpResponseRedirect(_address_of(pk))
        lines = csv_lines(header=COLUMNS, rows=rows_of(batch))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="payout-{batch.pk}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response


class FailureView(StaffMixin, View):
    """Notes that the money of one line did not arrive."""

    permission = EXPORT_PAYOUTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep why, or say what is missing."""
        line = get_object_or_404(PayoutLine, pk=pk)
        form = FailureForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Please say in one line why the money did not arrive."))
            return HttpResponseRedirect(_address_of(line.batch_id))
        refusal = try_step(
            lambda: payout.record_failure(line=line, actor=self.staff, **form.cleaned_data)
        )
        if refusal:
            messages.error(request, refusal)
        else:
            messages.success(request, _("Noted. The money can be collected again."))
        return HttpResponseRedirect(_address_of(line.batch_id))


def try_step(step: Callable[[], None]) -> str:
    """Do a step; return why it was not possible, or ""."""
    try:
        step()
    except ForbiddenMove:
        return _("That is not possible any more. Please look at the state.")
    except Refused as refusal:
        return reason_sentence(refusal.reason)
    return ""


def _address_of(pk: int) -> str:
    return reverse("referral-payout-detail", kwargs={"pk": pk})
