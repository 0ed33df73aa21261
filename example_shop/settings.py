"""Settings of the example shop: Oscar sells, Wagtail tells, SQLite keeps.

Nothing here is fit for a real shop without a SECRET_KEY, a mail server and DEBUG off.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403

from example_shop.clock import move_clock
from example_shop.database import database_from_url, sqlite_database
from oscar_referrals.defaults import OSCAR_DASHBOARD_NAVIGATION

move_clock()

SHOP_FOLDER = Path(__file__).resolve().parent

# Where this shop writes: the database, the pictures and collected static files lie together.
DATABASE_FILE = Path(os.environ.get("EXAMPLE_SHOP_DATABASE", SHOP_FOLDER / "var" / "shop.sqlite3"))
DATA_FOLDER = DATABASE_FILE.parent
DATA_FOLDER.mkdir(parents=True, exist_ok=True)

# The address at which customers reach this shop: links in e-mails and on printed cards begin so.
SHOP_ADDRESS = os.environ.get("EXAMPLE_SHOP_ADDRESS", "http://localhost:8000")

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-the-example-shop-on-this-machine-0123456789")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(SHOP_ADDRESS).hostname]

ROOT_URLCONF = "example_shop.urls"
WSGI_APPLICATION = "example_shop.wsgi.application"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Apps. Ours comes first, so that its templates win. Haystack stands before Wagtail: both have a
# command `update_index`, and Haystack's `rebuild_index` calls it by name.

INSTALLED_APPS = [
    "example_shop",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "example_shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "example_shop.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "sorl.thumbnail",
    "django_tables2",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "example_shop.website",
]

MIDDLEWARE = [
    "wagtail_referrals.private.PrivateCodesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "oscar_referrals.sharing.sources.KeepSourceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "oscar_referrals.shop.typed_codes.TypedCodeMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]

# Database

if "DATABASE_URL" in os.environ:
    DATABASES = {"default": database_from_url(url=os.environ["DATABASE_URL"])}
else:
    DATABASES = {"default": sqlite_database(file=DATABASE_FILE)}

# The fork of Oscar's shipping app changes no model, so Oscar's migrations remain the right ones.
MIGRATION_MODULES = {"shipping": "oscar.apps.shipping.migrations"}

# People

AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Oscar's wishlists paste this into a link, so it has to be an address and not a name.
LOGIN_URL = reverse_lazy("customer:login")
LOGIN_REDIRECT_URL = "/"

# Words, numbers and time

# British English is what Oscar is written in: with plain "en" its baskets turn into carts.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en-gb", _("English")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("vi", _("Vietnamese")),
]
TIME_ZONE = "Europe/Rome"
USE_TZ = True

# Files. WhiteNoise finds static files where the apps keep them, request by request: nothing has
# to be collected, and no folder is scanned when the shop starts.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_FOLDER / "media"

# E-mail goes to the console, or into files when a folder is named.

DEFAULT_FROM_EMAIL = "Harbor Lane Coffee <hello@example.com>"
if "EXAMPLE_SHOP_MAIL_FOLDER" in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = os.environ["EXAMPLE_SHOP_MAIL_FOLDER"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handler speaks only while DEBUG is on; errors must be seen without it as well.
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # The thumbnailer tells at this level that a picture is made for the first time.
        "sorl.thumbnail": {"level": "ERROR"},
    },
}

# Oscar

OSCAR_SHOP_NAME = "Harbor Lane Coffee"
OSCAR_SHOP_TAGLINE = "Roasted by the water since 2009"
OSCAR_HOMEPAGE = "/"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL
OSCAR_URL_SCHEMA = urlsplit(SHOP_ADDRESS).scheme
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True
# Only who has an account writes reviews: who is pleased is asked to tell a friend.
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_SEARCH_FACETS = {"fields": {}, "queries": {}}

# Without these an order's status is "" and the dashboard cannot change it.
OSCAR_INITIAL_ORDER_STATUS = "Pending"
OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Pending": ("Being processed", "Cancelled"),
    "Being processed": ("Shipped", "Cancelled"),
    "Shipped": ("Delivered", "Cancelled"),
    "Delivered": (),
    "Cancelled": (),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
OSCAR_ORDER_STATUS_CASCADE = {status: status for status in OSCAR_ORDER_STATUS_PIPELINE}

OSCAR_DASHBOARD_NAVIGATION = [
    *OSCAR_DASHBOARD_NAVIGATION,
    {
        "label": _("Website"),
        "icon": "fas fa-feather-alt",
        "url_name": "wagtailadmin_home",
        "access_fn": lambda user, *_place: user.has_perm("wagtailadmin.access_admin"),
    },
]

HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "example_shop.search.engine.DatabaseEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

# Wagtail: no call to another server, neither for news nor for portraits.

WAGTAIL_SITE_NAME = OSCAR_SHOP_NAME
WAGTAILADMIN_BASE_URL = SHOP_ADDRESS
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# The referral program: both packages and their pages for staff and editors. A refund is noted in
# the dashboard as a payment event "Refunded", with or without the lines that came back.

INSTALLED_APPS += [
    "oscar_referrals",
    "oscar_referrals.dashboard",
    "wagtail_referrals",
    "wagtail_referrals.contrib.pages",
]

OSCAR_REFERRALS_REFUND_SOURCE = "payment_event"
# This shop is looked at by day and by night: no message waits for the morning.
OSCAR_REFERRALS_QUIET_HOURS = None
# Who comes from one of these is offered the program on any page with a banner for it.
OSCAR_REFERRALS_SOURCES = ("newsletter", "coffee-blog.example")
# Who has got what he ordered, or has praised it, may like to tell a friend.
OSCAR_REFERRALS_ASK_AFTER = ("delivery", "review")
