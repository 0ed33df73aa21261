"""All blocks for a page about a program, by the names under which pages keep them."""

from wagtail.blocks import StreamBlock

from wagtail_referrals.blocks.content import FaqBlock, TestimonialsBlock, TextBlock
from wagtail_referrals.blocks.figures import (
    BothGetBlock,
    CountdownBlock,
    FactsBlock,
    HeroBlock,
    RulesBlock,
    StepsBlock,
)
from wagtail_referrals.blocks.people import (
    CodeEntryBlock,
    DonationTotalBlock,
    LeaderboardBlock,
    ProgressBlock,
    SharePanelBlock,
)


def rules_blocks() -> StreamBlock:
    """Return the blocks that may stand around rules: what they say does not change by itself."""
    return StreamBlock(
        [("rules", RulesBlock()), ("faq", FaqBlock()), ("text", TextBlock())],
        block_counts={"rules": {"max_num": 1}},
        required=False,
    )


def program_blocks() -> StreamBlock:
    """Return the blocks; a page has one first screen at most."""
    return StreamBlock(
        [
            ("hero", HeroBlock()),
            ("both_get", BothGetBlock()),
            ("steps", StepsBlock()),
            ("code_entry", CodeEntryBlock()),
            ("share_panel", SharePanelBlock()),
            ("countdown", CountdownBlock()),
            ("facts", FactsBlock()),
            ("progress", ProgressBlock()),
            ("rules", RulesBlock()),
            ("faq", FaqBlock()),
            ("testimonials", TestimonialsBlock()),
            ("leaderboard", LeaderboardBlock()),
            ("donation_total", DonationTotalBlock()),
            ("text", TextBlock()),
        ],
        block_counts={"hero": {"max_num": 1}},
        required=False,
    )
