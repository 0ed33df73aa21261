"""Entries of Wagtail's menu that are there for whom they are."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.menu import MenuItem

from wagtail_referrals.desk.exports import FileReportView
from wagtail_referrals.releases.views import may_look


class ReportItem(MenuItem):
    """The entry of a report, for people who may read it."""

    def __init__(self, label: str | Promise, view: type[FileReportView], *, order: int) -> None:
        super().__init__(
            label,
            reverse(view.index_url_name),
            name=view.index_url_name.replace("_", "-"),
            icon_name=view.header_icon,
            order=order,
        )
        self.policy = view.permission_policy

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person may read the report."""
        return bool(self.policy.user_has_permission(request.user, "view"))


class ReleasesItem(MenuItem):
    """The way to the releases, for people who may look at them."""

    def __init__(self, label: str | Promise) -> None:
        super().__init__(label, reverse("referral_releases"), icon_name="calendar-check")

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the person may look."""
        return may_look(request.user)
