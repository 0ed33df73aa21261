"""Everything a shop includes: the customer's pages, and the staff's if their app is installed."""

from typing import Any

from django.apps import apps
from django.urls import include, path

urlpatterns = [path("", include("oscar_referrals.account.urls"))]

if apps.is_installed("oscar_referrals.dashboard"):
    dashboard: Any = apps.get_app_config("oscar_referrals_dashboard")
    urlpatterns.append(path("dashboard/referrals/", include(dashboard.urls[0])))
