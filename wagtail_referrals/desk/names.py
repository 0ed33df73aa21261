"""The names on lists of the best, and taking one off."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from oscar_referrals.flows.enroll import refuse_nickname
from oscar_referrals.models import Advocate
from oscar_referrals.permissions import VIEW_DASHBOARD
from oscar_referrals.selectors.leaders import listed_advocates
from oscar_referrals.selectors.staff import programs_open_to
from wagtail_referrals.desk.actions import NAME_REFUSED
from wagtail_referrals.desk.exports import FileColumn, FileReportView
from wagtail_referrals.desk.policies import advocate_policy
from wagtail_referrals.desk.reports import name_of, readable_programs
from wagtail_referrals.private import keep_out_of_caches

REFUSE_NAME = "referral_name_refuse"


class NameFilters(WagtailFilterSet):
    """Of which program somebody wants to read the names."""

    program = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Program"),
        queryset=readable_programs,
        empty_label=gettext_lazy("All programs"),
    )

    class Meta:
        model = Advocate
        fields: ClassVar[Sequence[str]] = ("program",)


class NamesReportView(FileReportView):
    """Every name that somebody has chosen for a list of the best, and whose it is."""

    page_title = gettext_lazy("Names on lists of the best")
    header_icon = "list-ol"
    verbose_name_plural = gettext_lazy("names")
    model = Advocate
    permission_policy = advocate_policy
    filterset_class = NameFilters
    index_url_name = "referral_names_report"
    index_results_url_name = "referral_names_report_results"
    export_filename = "names"
    is_searchable = True
    file_columns = (
        FileColumn("name", gettext_lazy("Name"), lambda advocate: advocate.nickname),
        FileColumn("advocate", gettext_lazy("Advocate"), lambda advocate: name_of(advocate)),
        FileColumn("program", gettext_lazy("Program"), lambda advocate: advocate.program.name),
        FileColumn("friends", gettext_lazy("Rewarded friends"), lambda advocate: advocate.kept),
    )

    @cached_property
    def columns(self) -> list[Column]:
        """The name, whose it is, and the button for who may take it off."""
        told = [
            Column("name", label=gettext_lazy("Name"), accessor="nickname"),
            Column("advocate", label=gettext_lazy("Advocate"), accessor=name_of),
            Column("program", label=gettext_lazy("Program"), accessor="program.name"),
            Column("kept", label=gettext_lazy("Rewarded friends"), accessor="kept"),
        ]
        may_refuse = advocate_policy.user_has_permission(self.request.user, "change")
        return [*told, RefuseColumn("refuse", label="")] if may_refuse else told

    def get_base_queryset(self) -> "QuerySet[Advocate]":
        """Return the names in programs that somebody may read about."""
        programs = programs_open_to(self.request.user, VIEW_DASHBOARD)
        return listed_advocates().filter(program__in=programs).select_related("program", "user")

    def search_queryset(self, queryset: "QuerySet[Advocate]") -> "QuerySet[Advocate]":
        """Look for a part of a name."""
        if not self.is_searching:
            return queryset
        return queryset.filter(nickname__icontains=self.search_query)


class RefuseColumn(Column):
    """The button that takes a name off the list."""

    cell_template_name = "wagtail_referrals/desk/refuse_cell.html"

    def get_value(self, instance: Advocate) -> str:
        """Return where the button leads."""
        return reverse(REFUSE_NAME, kwargs={"pk": instance.pk})


class RefuseNameView(WagtailAdminTemplateMixin, TemplateView):
    """Asks whether a name shall be taken off, and does it by POST."""

    template_name = "wagtail_referrals/desk/refuse_name.html"
    page_title = gettext_lazy("Take a name off the list")
    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for who may not, and Http404 where there is no name."""
        named = Advocate.objects.exclude(nickname="").select_related("program", "user")
        self.advocate = get_object_or_404(named, pk=kwargs["pk"])
        for action in ("view", "change"):
            if not advocate_policy.user_has_permission_for_instance(
                request.user, action, self.advocate
            ):
                raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        keep_out_of_caches(response)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the report."""
        report = {
            "url": reverse(NamesReportView.index_url_name),
            "label": NamesReportView.page_title,
        }
        return [*super().get_breadcrumbs_items(), report, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell whose name it is, and where to go back to."""
        report = reverse(NamesReportView.index_url_name)
        whose = name_of(self.advocate)
        return super().get_context_data(
            advocate=self.advocate, whose=whose, report=report, **kwargs
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the name off that the page showed, and note who did it."""
        name = request.POST.get("nickname", "")
        if refuse_nickname(advocate=self.advocate, nickname=name):
            log(instance=self.advocate, action=NAME_REFUSED, user=request.user, data={"name": name})
            messages.success(
                request, _("“%(name)s” is off the list. The customer is told.") % {"name": name}
            )
        else:
            messages.info(request, _("The customer has changed the name meanwhile."))
        return HttpResponseRedirect(reverse(NamesReportView.index_url_name))
