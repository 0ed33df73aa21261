"""The entry in Oscar's menu."""

import pytest
from django.urls import reverse
from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION as OSCARS_MENU

from oscar_referrals.dashboard import navigation
from oscar_referrals.defaults import OSCAR_DASHBOARD_NAVIGATION, OSCAR_REFERRALS_NAVIGATION
from oscar_referrals.test.factories import CustomerFactory
from tests.dashboard.conftest import signed_in


def test_the_entry_stands_before_the_reports_and_takes_nothing_away():
    place = OSCAR_DASHBOARD_NAVIGATION.index(OSCAR_REFERRALS_NAVIGATION)
    assert OSCAR_DASHBOARD_NAVIGATION[place + 1]["url_name"] == "dashboard:reports-index"
    rest = [entry for entry in OSCAR_DASHBOARD_NAVIGATION if entry != OSCAR_REFERRALS_NAVIGATION]
    assert rest == OSCARS_MENU


def test_without_reports_the_entry_comes_last(monkeypatch):
    monkeypatch.setattr(navigation, "OSCAR_DASHBOARD_NAVIGATION", OSCARS_MENU[:2])
    assert navigation.with_entry({"label": "ours"})[-1] == {"label": "ours"}


def test_staff_find_both_pages_in_the_menu(viewer):
    page = viewer.get(reverse("dashboard:index")).content.decode()
    assert reverse("referral-program-list") in page
    assert reverse("referral-list") in page


def test_a_hidden_feature_leaves_the_menu_whole(viewer, settings):
    settings.OSCAR_HIDDEN_FEATURES = ["referrals"]
    response = viewer.get(reverse("dashboard:index"))
    assert response.status_code == 200
    assert reverse("referral-list") not in response.content.decode()


@pytest.mark.django_db
def test_customers_do_not_see_the_entry():
    assert not navigation.is_entry_shown(CustomerFactory(), "referral-list")
    assert signed_in(CustomerFactory()).get(reverse("dashboard:index")).status_code == 403
