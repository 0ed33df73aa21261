"""Blocks that tell the program's figures: what both sides get, from when, until when."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, RichTextBlock

from wagtail_referrals.blocks.base import ProgramBlock, heading

_PROSE = ("bold", "italic", "link", "ul")


class HeroBlock(ProgramBlock):
    """The first screen: to a friend who invites him and to what, to everybody what both get."""

    heading = CharBlock(
        label=_("heading"),
        required=False,
        default="",
        max_length=120,
        help_text=_("For visitors without a code. Left empty, it says what both sides get."),
    )
    text = RichTextBlock(
        label=_("text"),
        required=False,
        features=_PROSE,
        help_text=_("For visitors without a code."),
    )

    class Meta:
        icon = "pick"
        label = _("First screen")
        template = "wagtail_referrals/blocks/hero.html"
        description = _(
            "The big ticket. A friend reads the first name of who invites, if she agreed to that,"
            " and finds the button; everybody else reads what both sides get."
        )


class BothGetBlock(ProgramBlock):
    """What you get and what your friend gets."""

    heading = heading()

    class Meta:
        icon = "group"
        label = _("What both get")
        template = "wagtail_referrals/blocks/both_get.html"
        description = _("What you get and what your friend gets, side by side.")


class StepsBlock(ProgramBlock):
    """How it works, in three steps."""

    heading = heading()

    class Meta:
        icon = "list-ol"
        label = _("How it works")
        template = "wagtail_referrals/blocks/steps.html"
        description = _("Three steps, for friends with a code and for everybody else.")


class CountdownBlock(ProgramBlock):
    """How many days are left."""

    class Meta:
        icon = "time"
        label = _("Countdown")
        template = "wagtail_referrals/blocks/countdown.html"
        description = _("How many days are left. Nothing while the end is far or there is none.")


class FactsBlock(ProgramBlock):
    """The minimum and the dates."""

    heading = heading()

    class Meta:
        icon = "date"
        label = _("Minimum and dates")
        template = "wagtail_referrals/blocks/facts.html"
        description = _("From which order, until which day, and how long a claim lasts.")


class RulesBlock(ProgramBlock):
    """The rules in force."""

    heading = heading()
    is_open = BooleanBlock(
        label=_("show all rules at once"),
        required=False,
        help_text=_("Else one line that opens when somebody presses it."),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Rules")
        template = "wagtail_referrals/blocks/rules.html"
        description = _("The program's rules in force, a sentence each.")
        preview_value: Mapping[str, Any] = {"is_open": True}
