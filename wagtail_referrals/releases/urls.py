"""The addresses of the desk for releases, below Wagtail's admin."""

from django.urls import path, re_path

from wagtail_referrals.releases.views import (
    AskView,
    DecideView,
    ReleaseDetailView,
    ReleaseListView,
)

urlpatterns = [
    path("referral-releases/", ReleaseListView.as_view(), name="referral_releases"),
    path("referral-releases/ask/<int:program_id>/", AskView.as_view(), name="referral_release_ask"),
    path("referral-releases/<int:pk>/", ReleaseDetailView.as_view(), name="referral_release"),
    re_path(
        r"^referral-releases/(?P<pk>[0-9]{1,18})/(?P<decision>approve|cancel)/$",
        DecideView.as_view(),
        name="referral_release_decide",
    ),
]
