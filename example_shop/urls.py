"""The addresses of the example shop.

Oscar lives under `shop/`: at the root its redirect would hide Wagtail's home page, and nine page
slugs with it. Wagtail takes whatever is left, so it comes last.
"""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from example_shop.website.views import ReserveView

shop_urls = [
    path("reserve/", ReserveView.as_view(), name="reserve"),
    path("shop/", include(apps.get_app_config("oscar").urls[0])),
    path("i18n/", include("django.conf.urls.i18n")),
]

staff_urls = [
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
]

# The example shop serves its uploads itself, with DEBUG off as well; a real shop's web server
# does that.
file_urls = [
    path("documents/", include(wagtaildocs_urls)),
    path("favicon.ico", RedirectView.as_view(url="/static/example_shop/favicon.svg")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]

urlpatterns = [
    path("", include("oscar_referrals.urls")),
    *shop_urls,
    *staff_urls,
    *file_urls,
    path("", include(wagtail_urls)),
]
