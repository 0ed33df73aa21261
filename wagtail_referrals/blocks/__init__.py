"""Blocks that tell what the live program gives. They keep configuration, never figures."""

from wagtail_referrals.blocks.base import KeptInTranslations
from wagtail_referrals.blocks.content import (
    FaqBlock,
    TestimonialsBlock,
    TextBlock,
)
from wagtail_referrals.blocks.figures import (
    BothGetBlock,
    CountdownBlock,
    FactsBlock,
    HeroBlock,
    RulesBlock,
    StepsBlock,
)
from wagtail_referrals.blocks.people import (
    BannerBlock,
    CodeEntryBlock,
    DonationTotalBlock,
    LeaderboardBlock,
    ProgressBlock,
    SharePanelBlock,
)
from wagtail_referrals.blocks.stream import program_blocks, rules_blocks

__all__ = [
    "BannerBlock",
    "BothGetBlock",
    "CodeEntryBlock",
    "CountdownBlock",
    "DonationTotalBlock",
    "FactsBlock",
    "FaqBlock",
    "HeroBlock",
    "KeptInTranslations",
    "LeaderboardBlock",
    "ProgressBlock",
    "RulesBlock",
    "SharePanelBlock",
    "StepsBlock",
    "TestimonialsBlock",
    "TextBlock",
    "program_blocks",
    "rules_blocks",
]
