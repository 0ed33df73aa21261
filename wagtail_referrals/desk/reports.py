"""Reports on invitations, in Wagtail's menu of reports."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets import AdminDateInput

from oscar_referrals.clock import database_now
from oscar_referrals.identity import email_of
from oscar_referrals.ledger import liability_at
from oscar_referrals.models import (
    OWED,
    Account,
    AccountKind,
    Advocate,
    Entry,
    Program,
    Referral,
    ReferralState,
)
from oscar_referrals.money import as_stored, format_money
from oscar_referrals.permissions import VIEW_DASHBOARD
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.figures import Result, results_among
from oscar_referrals.selectors.liability import owed_by_kind
from oscar_referrals.selectors.referrals import find_referrals, mentions
from oscar_referrals.selectors.staff import programs_open_to
from wagtail_referrals.desk.exports import FileColumn, FileReportView
from wagtail_referrals.desk.policies import liability_policy, referral_policy


def readable_programs(request: HttpRequest) -> "QuerySet[Program]":
    """Return the programs to filter by: those that the viewer may read about."""
    return programs_open_to(request.user, VIEW_DASHBOARD).order_by("name")


class ReferralFilters(WagtailFilterSet):
    """Which referrals somebody wants to read about."""

    program = django_filters.ModelChoiceFilter(
        label=_("Program"), queryset=readable_programs, empty_label=_("All programs")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ReferralState.choices, empty_label=_("Any state")
    )
    placed_at = django_filters.DateFromToRangeFilter(
        label=_("Ordered"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Referral
        fields: ClassVar[Sequence[str]] = ("program", "state", "placed_at")


class ReferralReportView(FileReportView):
    """Referrals with what they have brought and cost: the figures of the shop's dashboard."""

    page_title = _("Invitations that led to an order")
    header_icon = "group"
    verbose_name_plural = _("referrals")
    model = Referral
    permission_policy = referral_policy
    filterset_class = ReferralFilters
    index_url_name = "referral_report"
    index_results_url_name = "referral_report_results"
    results_template_name = "wagtail_referrals/desk/referral_report_results.html"
    export_filename = "referrals"
    is_searchable = True
    default_ordering = "-placed_at"
    file_columns = (
        FileColumn("order", _("Order"), lambda referral: referral.order_number),
        FileColumn("ordered", _("Ordered"), lambda referral: referral.placed_at),
        FileColumn("advocate", _("Advocate"), lambda referral: _advocate_name(referral)),
        FileColumn("code", _("Code"), lambda referral: referral.claim.code.text),
        FileColumn("program", _("Program"), lambda referral: referral.program.name),
        FileColumn("state", _("State"), lambda referral: referral.get_state_display()),
        FileColumn("reason", _("Reason"), lambda referral: _reason(referral)),
        FileColumn("value", _("Order value"), lambda referral: referral.base),
        FileColumn("discount", _("Friend's discount"), lambda referral: referral.discount),
        FileColumn("promise", _("Promised reward"), lambda referral: referral.promise),
        FileColumn("currency", _("Currency"), lambda referral: referral.currency),
    )

    @cached_property
    def columns(self) -> list[Column]:
        """What the dashboard's list tells."""
        return [
            TitleColumn(
                "order_number",
                label=_("Order"),
                accessor="order_number",
                get_url=_dashboard_address,
                sort_key="order_number",
                classname="w-whitespace-nowrap",
            ),
            DateColumn("placed_at", label=_("Ordered"), sort_key="placed_at"),
            Column("advocate", label=_("Advocate"), accessor=_advocate_name),
            Column("code", label=_("Code"), accessor="claim.code.text"),
            Column("program", label=_("Program"), accessor="program.name"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("value", label=_("Order value"), accessor=_money("base")),
            Column("discount", label=_("Friend's discount"), accessor=_money("discount")),
            Column("promise", label=_("Promised reward"), accessor=_money("promise")),
        ]

    def get_base_queryset(self) -> "QuerySet[Referral]":
        """Return the referrals of the programs that somebody may read about."""
        programs = programs_open_to(self.request.user, VIEW_DASHBOARD)
        return find_referrals().filter(program__in=programs)

    def search_queryset(self, queryset: "QuerySet[Referral]") -> "QuerySet[Referral]":
        """Look for a code, an order number or an advocate's e-mail address."""
        return queryset.filter(mentions(self.search_query)) if self.is_searching else queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what all that was found has brought and cost, by currency."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        found = results_among(self.object_list)
        context["results"] = [_result_row(result) for result in found]
        return context


def _currencies() -> list[tuple[str, str]]:
    owed = Account.objects.filter(kind__in=OWED).order_by("currency")
    return [(currency, currency) for currency in owed.values_list("currency", flat=True).distinct()]


class LiabilityFilters(WagtailFilterSet):
    """Of which day and of what somebody wants to know what is owed."""

    day = django_filters.DateFilter(
        label=_("At the end of"), widget=AdminDateInput, method="keep_all"
    )
    currency = django_filters.ChoiceFilter(
        label=_("Currency"), choices=_currencies, empty_label=_("All currencies")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Owed as"),
        choices=[(kind.value, kind.label) for kind in OWED],
        empty_label=_("Anything"),
    )

    class Meta:
        model = Entry
        fields: ClassVar[Sequence[str]] = ("day", "currency", "kind")

    def keep_all(self, queryset: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        """Leave the day to the report: it decides what is added up, not which rows are shown."""
        return queryset


class LiabilityReportView(FileReportView):
    """What the shop owes for rewards, at the end of any day: the figures of the books."""

    page_title = _("Owed for rewards")
    header_icon = "history"
    model = Account
    permission_policy = liability_policy
    filterset_class = LiabilityFilters
    index_url_name = "referral_liability_report"
    index_results_url_name = "referral_liability_report_results"
    results_template_name = "wagtail_referrals/desk/liability_report_results.html"
    export_filename = "liability"
    columns: ClassVar[Sequence[Column]] = (
        Column("kind", label=_("Owed as"), accessor=lambda row: _kind_name(row)),
        Column("currency", label=_("Currency"), accessor="currency"),
        Column(
            "owed",
            label=_("Amount"),
            accessor=lambda row: format_money(row["owed"], row["currency"]),
        ),
    )
    file_columns = (
        FileColumn("kind", _("Owed as"), lambda row: _kind_name(row)),
        FileColumn("owed", _("Amount"), lambda row: as_stored(row["owed"])),
        FileColumn("currency", _("Currency"), lambda row: row["currency"]),
    )

    @cached_property
    def moment(self) -> datetime:
        """The end of the day that was asked for; now without one."""
        filters = self.filters
        day = filters.form.cleaned_data.get("day") if filters.is_valid() else None
        return timezone.make_aware(datetime.combine(day, time.max)) if day else database_now()

    def get_base_queryset(self) -> "QuerySet[Any]":
        """Return what was owed at that moment."""
        return owed_by_kind(moment=self.moment)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the totals of all kinds together."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        totals = liability_at(moment=self.moment)
        context["totals"] = [format_money(total, currency) for currency, total in totals.items()]
        context["moment"] = self.moment
        return context


def name_of(advocate: Advocate) -> str:
    """Return an advocate as the dashboard names him."""
    email = email_of(advocate.user) if advocate.user else advocate.email
    return email or str(advocate)


def _advocate_name(referral: Referral) -> str:
    return name_of(referral.advocate)


def _reason(referral: Referral) -> str:
    return str(Reason(referral.reason).label) if referral.reason in Reason.values else ""


def _money(field: str) -> Any:
    return lambda referral: format_money(getattr(referral, field), referral.currency)


def _kind_name(row: dict[str, Any]) -> str:
    return str(AccountKind(row["kind"]).label)


def _dashboard_address(referral: Referral) -> str | None:
    """Return where the shop's dashboard explains a referral; None in a shop without it."""
    try:
        return reverse("referral-detail", kwargs={"pk": referral.pk})
    except NoReverseMatch:
        return None


def _result_row(result: Result) -> dict[str, Any]:
    amounts = {
        name: format_money(getattr(result, name), result.currency)
        for name in ("revenue", "discounts", "rewards", "cost")
    }
    return {"currency": result.currency, "kept": result.kept, **amounts}
