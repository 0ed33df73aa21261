"""The site's own page types: our mixins before its base page."""

from wagtail.test.basepage.models import BasePage

from wagtail_referrals.hub import HubPageMixin
from wagtail_referrals.landing import LandingPageMixin
from wagtail_referrals.partners import PartnerPageMixin
from wagtail_referrals.rules import RulesPageMixin
from wagtail_referrals.stories import StoryPageMixin


class OwnLandingPage(LandingPageMixin, BasePage):
    template = "wagtail_referrals_pages/landing_page.html"
    content_panels = [*BasePage.content_panels, *LandingPageMixin.landing_panels]


class OwnHubPage(HubPageMixin, BasePage):
    template = "wagtail_referrals_pages/hub_page.html"
    story_page_type = "own_pages.OwnStoryPage"
    content_panels = [*BasePage.content_panels, *HubPageMixin.hub_panels]


class OwnRulesPage(RulesPageMixin, BasePage):
    template = "wagtail_referrals_pages/rules_page.html"
    content_panels = [*BasePage.content_panels, *RulesPageMixin.rules_panels]


class OwnStoryPage(StoryPageMixin, BasePage):
    template = "wagtail_referrals_pages/story_page.html"
    content_panels = [*BasePage.content_panels, *StoryPageMixin.story_panels]


class OwnPartnerPage(PartnerPageMixin, BasePage):
    template = "wagtail_referrals_pages/partner_page.html"
    content_panels = [*BasePage.content_panels, *PartnerPageMixin.partner_panels]
