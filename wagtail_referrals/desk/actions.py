"""What is written into Wagtail's log of the site when staff do something at this desk."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from wagtail_referrals.publishing import REFUSED, STAYED
from wagtail_referrals.releases.flow import APPROVED, CANCELLED

REPORT_EXPORTED = "wagtail_referrals.report_exported"
NAME_REFUSED = "wagtail_referrals.name_refused"


def register_actions(actions: LogActionRegistry) -> None:
    """Give every action its name and its sentence."""
    actions.register_action(APPROVED, gettext_lazy("Approve"), gettext_lazy("Approved"))
    actions.register_action(CANCELLED, gettext_lazy("Cancel"), gettext_lazy("Cancelled"))

    @actions.register_action(REFUSED)
    class PublishingRefused(LogFormatter):
        label = gettext_lazy("Refuse to publish")

        def format_message(self, log_entry: Any) -> str:
            """Tell the reason."""
            return _("Not published: %(reason)s") % {"reason": log_entry.data.get("reason", "")}

    @actions.register_action(STAYED)
    class UnpublishingRefused(LogFormatter):
        label = gettext_lazy("Refuse to take offline")

        def format_message(self, log_entry: Any) -> str:
            """Tell the reason."""
            return _("Not taken offline: %(reason)s") % {"reason": log_entry.data.get("reason", "")}

    @actions.register_action(REPORT_EXPORTED)
    class ReportExported(LogFormatter):
        label = gettext_lazy("Download a report about invitations")

        def format_message(self, log_entry: Any) -> str:
            return _("Downloaded the report “%(report)s” as %(format)s") % log_entry.data

    @actions.register_action(NAME_REFUSED)
    class NameRefused(LogFormatter):
        label = gettext_lazy("Take a name off the list of the best")

        def format_message(self, log_entry: Any) -> str:
            return _("Took the name “%(name)s” off the list of the best") % log_entry.data
