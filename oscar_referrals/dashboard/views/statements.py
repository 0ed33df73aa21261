"""Partners' statements: made, read, printed, downloaded and marked as paid."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.partners import PaymentForm, StatementForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.views.partners import address_of
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.partner_statements import make_statement, mark_paid
from oscar_referrals.models import Partner, PartnerStatement, Program
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.selectors.giving import postings_of, statement_rows
from oscar_referrals.spreadsheets import csv_lines


class StatementMakeView(StaffMixin, View):
    """Puts on a statement what no other has yet, by POST."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int, program_id: int) -> HttpResponse:
        """Make it and show it, or say why not."""
        partner = get_object_or_404(Partner, pk=pk)
        program = get_object_or_404(Program, pk=program_id)
        form = StatementForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["ends_at"])))
            return HttpResponseRedirect(address_of(partner))
        try:
            statement = make_statement(
                program=program,
                partner=partner,
                currency=program.terms_in_force.currency,
                ends_at=form.cleaned_data["ends_at"],
                actor=self.staff,
            )
        except Refused as refusal:
            messages.error(request, reason_sentence(refusal.reason))
            return HttpResponseRedirect(address_of(partner))
        return HttpResponseRedirect(
            reverse("referral-statement-detail", kwargs={"pk": statement.pk})
        )


class StatementDetailView(StaffMixin, DetailView):
    """One statement, made for paper as well."""

    template_name = "oscar_referrals/dashboard/statement_detail.html"
    context_object_name = "statement"
    queryset = PartnerStatement.objects.select_related("program", "partner", "paid_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the postings."""
        return super().get_context_data(
            entries=postings_of(self.object), payment_form=PaymentForm(), **kwargs
        )


class StatementFileView(StaffMixin, View):
    """The same as CSV, sent bit by bit."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it."""
        statement = get_object_or_404(PartnerStatement.objects.select_related("program"), pk=pk)
        response = StreamingHttpResponse(_csv_lines(statement), content_type="text/csv")
        name = f"statement-{statement.number}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class StatementPaidView(StaffMixin, View):
    """Notes that a statement was paid, by POST, once."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Post it, or say that it was paid before."""
        statement = get_object_or_404(PartnerStatement.objects.select_related("program"), pk=pk)
        form = PaymentForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["reference"])))
        elif mark_paid(statement=statement, actor=self.staff, **form.cleaned_data):
            messages.success(request, _("Noted as paid."))
        else:
            messages.info(request, _("It was noted as paid before. Nothing was posted again."))
        return HttpResponseRedirect(reverse("referral-statement-detail", kwargs={"pk": pk}))


def _csv_lines(statement: PartnerStatement) -> Iterator[str]:
    return csv_lines(
        header=("day", "order", "what", "amount", "currency"), rows=_rows_of_file(statement)
    )


def _rows_of_file(statement: PartnerStatement) -> Iterator[tuple[Any, ...]]:
    for posted_at, number, memo, amount in statement_rows(statement):
        day = timezone.localtime(posted_at).date()
        yield day, number, memo, amount, statement.currency
    yield "", "", "total", statement.amount, statement.currency
