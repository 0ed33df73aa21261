"""Every page of ours, with something on it, can be used by everybody."""

import pytest
from django.apps import apps
from django.urls import reverse

from tests.pictures.looking import look
from tests.pictures.places import CUSTOMERS, DESK, Place
from tests.plugins.browser import (
    DESKTOP,
    PHONE,
    accessibility_violations,
    barriers_in,
    faults_of,
    scrolls_sideways,
    shifted_blocks,
)

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
#: The staff's pages stand in Oscar's dashboard, whose menus are not ours.
STAFF = ".referrals .content"
#: Of the staff's addresses, those that answer with a file.
FILES = {
    "referral-batch-archive",
    "referral-batch-sheets",
    "referral-card-file",
    "referral-card-qr",
    "referral-drop-sheets",
    "referral-insert-file",
    "referral-statement-file",
}
#: What stands in an address of the staff's, by how it begins; the first one fits.
SUBJECTS = (
    ("programs/<int:pk>/drops/", {"pk": "{gifts}"}),
    ("programs/<int:pk>/cards/", {"pk": "{cards}"}),
    ("programs/<int:pk>/", {"pk": "{spring}"}),
    ("partners/<int:pk>/", {"pk": "{partner}"}),
    ("statements/<int:pk>/", {"pk": "{statement}"}),
    ("drops/<int:pk>/", {"pk": "{drop}"}),
    ("payouts/<int:pk>/", {"pk": "{payout}"}),
    ("cards/<int:pk>/", {"pk": "{batch}"}),
    ("campaigns/<int:pk>/", {"pk": "{campaign}"}),
    ("advocates/<int:pk>/", {"pk": "{advocate}"}),
    ("messages/<slug:key>/", {"key": "referral_joined"}),
    ("<int:pk>/", {"pk": "{appealed}"}),
    ("", {}),
)


@WIDTHS
def test_every_page_of_customers_can_be_used_by_everybody(scene, browser, live_server, viewport):
    faults = {}
    with look(browser=browser, address=live_server.url, viewport=viewport) as visit:
        for place in CUSTOMERS:
            faults[place.name] = faults_of(visit(place, scene))
    assert {name: found for name, found in faults.items() if found} == {}


@WIDTHS
def test_every_page_of_the_staff_can_be_used_by_everybody(scene, browser, live_server, viewport):
    """Each address that can be opened, so that a new page is never forgotten."""
    faults = {}
    with look(browser=browser, address=live_server.url, viewport=viewport) as visit:
        for route, name in staff_pages():
            subject = next(words for start, words in SUBJECTS if route.startswith(start))
            kwargs = {key: words.format_map(scene.values) for key, words in subject.items()}
            page = visit(Place(name, "", reverse(name, kwargs=kwargs), "owner"), scene)
            faults[name] = shifted_blocks(page, inside=STAFF)
            open_everything(page)
            faults[name] += barriers_in(page, inside=STAFF)
    assert {name: found for name, found in faults.items() if found} == {}


@WIDTHS
def test_every_page_of_the_editors_can_be_used_by_everybody(scene, browser, live_server, viewport):
    faults = {}
    with look(browser=browser, address=live_server.url, viewport=viewport) as visit:
        for place in DESK:
            page = visit(place, scene)
            faults[place.name] = accessibility_violations(page, inside="main")
            faults[place.name] += ["scrolls sideways"] * scrolls_sideways(page)
    assert {name: found for name, found in faults.items() if found} == {}


def staff_pages():
    """Yield route and name of every page: what answers to a link, and is not a file."""
    for address in apps.get_app_config("oscar_referrals_dashboard").get_urls():
        if hasattr(address.callback.view_class, "get") and address.name not in FILES:
            yield str(address.pattern), address.name


def open_everything(page):
    """Unfold what is folded, so that it is looked at as well."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
