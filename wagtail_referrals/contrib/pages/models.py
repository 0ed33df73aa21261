"""Page types that a site can use as they are."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page
from wagtail.search import index

from wagtail_referrals.landing import LandingPageMixin


class LandingPage(LandingPageMixin, Page):  # type: ignore[django-manager-missing]
    """The landing page of a program."""

    template = "wagtail_referrals_pages/landing_page.html"
    page_description = _("Tells friends what an invitation gives them. Each code has its address.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *LandingPageMixin.landing_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("introduction"),
    ]

    class Meta:
        verbose_name = _("invitation landing page")
        verbose_name_plural = _("invitation landing pages")
