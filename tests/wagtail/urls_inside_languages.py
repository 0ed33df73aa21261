"""A mistake: the short link has a language in front of it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tests.wagtail import urls_with_languages

urlpatterns = [
    *urls_with_languages.urlpatterns[1:],
    *i18n_patterns(path("", include("oscar_referrals.urls"))),
]
