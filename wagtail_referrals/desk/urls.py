"""The addresses of the reports, below Wagtail's admin."""

from django.urls import URLPattern, path

from wagtail_referrals.desk.exports import FileReportView
from wagtail_referrals.desk.names import REFUSE_NAME, NamesReportView, RefuseNameView
from wagtail_referrals.desk.reports import LiabilityReportView, ReferralReportView


def _report(view: type[FileReportView]) -> list[URLPattern]:
    """Return the addresses of one report: the page, and the list that a filter refreshes."""
    place = f"reports/{view.index_url_name.replace('_', '-')}/"
    listed = view.as_view(results_only=True)
    return [
        path(place, view.as_view(), name=view.index_url_name),
        path(f"{place}results/", listed, name=view.index_results_url_name),
    ]


urlpatterns = [
    path("reports/referral-names/<int:pk>/refuse/", RefuseNameView.as_view(), name=REFUSE_NAME),
    *_report(ReferralReportView),
    *_report(LiabilityReportView),
    *_report(NamesReportView),
]
