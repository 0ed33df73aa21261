"""The example shop with a language in front of Wagtail's pages, and the short link without."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from example_shop.urls import file_urls, shop_urls, staff_urls

urlpatterns = [
    path("", include("oscar_referrals.urls")),
    *shop_urls,
    *staff_urls,
    *file_urls,
    *i18n_patterns(path("", include(wagtail_urls))),
]
