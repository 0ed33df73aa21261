"""What the apps add to Wagtail's admin. Only registers; what is registered is elsewhere."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.models import AbstractPage

from wagtail_referrals.desk import urls as desk_urls
from wagtail_referrals.desk.actions import register_actions
from wagtail_referrals.desk.chooser import ProgramChooserViewSet, program_chooser
from wagtail_referrals.desk.contents import find_complaints
from wagtail_referrals.desk.menu import ReleasesItem, ReportItem
from wagtail_referrals.desk.names import NamesReportView
from wagtail_referrals.desk.panel import FunnelPanel
from wagtail_referrals.desk.reports import LiabilityReportView, ReferralReportView
from wagtail_referrals.releases import urls as release_urls
from wagtail_referrals.staying import find_reason_to_stay, way_back

#: Permissions on the shop's models that open something in Wagtail's admin.
OFFERED = ("view_program", "view_referral", "view_account", "view_advocate", "change_advocate")
#: Who may look at releases, ask for one, and approve what others ask for.
OFFERED_FOR_RELEASES = ("view_release", "add_release", "approve_release")


# Who may do what, and where it is.


@hooks.register("register_permissions")
def add_permissions() -> "QuerySet[Permission]":
    """Let owners of a site give these to groups."""
    of_the_shop = Q(content_type__app_label="oscar_referrals", codename__in=OFFERED)
    of_releases = Q(content_type__app_label="wagtail_referrals", codename__in=OFFERED_FOR_RELEASES)
    return Permission.objects.filter(of_the_shop | of_releases)


@hooks.register("register_admin_viewset")
def add_program_chooser() -> ProgramChooserViewSet:
    """Let editors choose a program in a window."""
    return program_chooser


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Answer at the addresses of the reports and of the releases."""
    return [*desk_urls.urlpatterns, *release_urls.urlpatterns]


# What staff see of it.


@hooks.register("construct_homepage_panels")
def add_funnel(request: HttpRequest, panels: list[Component]) -> None:
    """Show on the first page how live programs are doing."""
    panels.append(FunnelPanel(request))


@hooks.register("register_admin_menu_item")
def add_releases() -> ReleasesItem:
    """Show the way to the releases to who may look."""
    return ReleasesItem(_("Releases"))


@hooks.register("register_reports_menu_item")
def add_referral_report() -> ReportItem:
    """Show the report on referrals to who may read it."""
    return ReportItem(_("Invitations"), ReferralReportView, order=1300)


@hooks.register("register_reports_menu_item")
def add_liability_report() -> ReportItem:
    """Show the report on what is owed to who may read it."""
    return ReportItem(_("Owed for rewards"), LiabilityReportView, order=1310)


@hooks.register("register_reports_menu_item")
def add_names_report() -> ReportItem:
    """Show the names on lists of the best to who may read them."""
    return ReportItem(_("Names on lists"), NamesReportView, order=1320)


@hooks.register("register_log_actions")
def add_log_actions(actions: LogActionRegistry) -> None:
    """Give a name to what the log of the site says of us."""
    register_actions(actions)


# What happens to pages.


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_contents(request: HttpRequest, page: Any) -> None:
    """Tell the editor what readers could be promised wrongly; it keeps nobody from publishing.

    What is saved while somebody types is answered by JSON and says nothing yet.
    """
    if not request.accepts("text/html"):
        return
    for complaint in find_complaints(page):
        messages.warning(request, complaint)


@hooks.register("before_delete_page")
def keep_rules_from_deletion(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Tell the editor why a page stays, or one below it."""
    return _tell_why_it_stays(request, [page], "delete", with_pages_below=True)


@hooks.register("before_unpublish_page")
def keep_rules_online(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Tell the editor why a page stays online, or one below it if he has asked for those too."""
    with_pages_below = bool(request.POST.get("include_descendants"))
    return _tell_why_it_stays(request, [page], "unpublish", with_pages_below=with_pages_below)


@hooks.register("before_bulk_action")
def keep_rules_in_bulk(
    request: HttpRequest, action: str, objects: Iterable[Any], view: Any
) -> HttpResponse | None:
    """Tell the editor which of many pages stays, and do nothing with the others either."""
    if action not in {"delete", "unpublish"} or not issubclass(view.model, AbstractPage):
        return None
    with_pages_below = action == "delete" or bool(request.POST.get("include_descendants"))
    return _tell_why_it_stays(request, objects, action, with_pages_below=with_pages_below)


def _tell_why_it_stays(
    request: HttpRequest, pages: Iterable[Any], action: str, *, with_pages_below: bool
) -> HttpResponse | None:
    for page in pages:
        reason = find_reason_to_stay(page, action=action, with_pages_below=with_pages_below)
        if reason:
            messages.error(request, reason)
            return HttpResponseRedirect(way_back(page))
    return None
