"""The example shop with a language in front of Wagtail's pages, except for the shop's own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from tests.wagtail import urls_with_languages

urlpatterns = [
    *urls_with_languages.urlpatterns[:-1],
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
