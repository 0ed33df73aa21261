"""Page types that a site can use as they are."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page
from wagtail.search import index

from wagtail_referrals.hub import HubPageMixin
from wagtail_referrals.landing import LandingPageMixin
from wagtail_referrals.partners import PartnerPageMixin
from wagtail_referrals.places import SeenAtPageMixin
from wagtail_referrals.rules import RulesPageMixin
from wagtail_referrals.stories import StoryPageMixin


class LandingPage(LandingPageMixin, Page):  # type: ignore[django-manager-missing]
    """The landing page of a program."""

    template = "wagtail_referrals_pages/landing_page.html"
    page_description = _("Tells friends what an invitation gives them. Each code has its address.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *LandingPageMixin.landing_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("headline"),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("invitation landing page")
        verbose_name_plural = _("invitation landing pages")


class SeenAtPage(SeenAtPageMixin, Page):  # type: ignore[django-manager-missing]
    """The page of a place where cards lie."""

    template = "wagtail_referrals_pages/seen_at_page.html"
    page_description = _("What can be seen at a place. Links of cards that lie there lead here.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *SeenAtPageMixin.place_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("place"),
        index.SearchField("headline"),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("page of a place")
        verbose_name_plural = _("pages of places")


class HubPage(HubPageMixin, Page):  # type: ignore[django-manager-missing]
    """The page of customers who invite friends."""

    template = "wagtail_referrals_pages/hub_page.html"
    story_page_type = "wagtail_referrals_pages.StoryPage"
    page_description = _("Customers join here, find their link and see their progress.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *HubPageMixin.hub_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("page for inviting friends")
        verbose_name_plural = _("pages for inviting friends")


class RulesPage(RulesPageMixin, Page):  # type: ignore[django-manager-missing]
    """The rules of a program in force, with the shop's own words around them."""

    template = "wagtail_referrals_pages/rules_page.html"
    page_description = _("The program's rules in force and your own words. Each version is kept.")
    always_shows_rules = True
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        *RulesPageMixin.rules_panels,
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("rules page")
        verbose_name_plural = _("rules pages")


class StoryPage(StoryPageMixin, Page):  # type: ignore[django-manager-missing]
    """An advocate's own story."""

    template = "wagtail_referrals_pages/story_page.html"
    page_description = _("What somebody who invites friends tells, with a code to claim.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *StoryPageMixin.story_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("story"),
    ]

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")


class PartnerPage(PartnerPageMixin, Page):  # type: ignore[django-manager-missing]
    """The page of a community program."""

    template = "wagtail_referrals_pages/partner_page.html"
    page_description = _("Who gets a share of what you sell, and the running total.")
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, *PartnerPageMixin.partner_panels]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("partner page")
        verbose_name_plural = _("partner pages")
