from django.apps import apps
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("", include("oscar_referrals.urls")),
    path("shop/", include(apps.get_app_config("oscar").urls[0])),
    path("i18n/", include("django.conf.urls.i18n")),
    path("cms/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
