"""The stock shop and Wagtail. All pages descend from a base page that is not Wagtail's."""

from shop.settings import *  # noqa: F403
from shop.settings import INSTALLED_APPS, MIDDLEWARE

from oscar_referrals.defaults import *  # noqa: F403

ROOT_URLCONF = "own_site.urls"
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
WAGTAIL_SITE_NAME = "Harbor Lane Coffee"
WAGTAILADMIN_BASE_URL = "http://localhost"
OSCAR_REFERRALS_DELIVERED_STATUSES = ["Delivered"]

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "oscar_referrals",
    "oscar_referrals.dashboard",
    "wagtail_referrals",
    "own_pages",
    "wagtail.test.basepage",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
MIDDLEWARE = ["wagtail_referrals.private.PrivateCodesMiddleware", *MIDDLEWARE]
