"""Blocks with something to do or with somebody in them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ChooserBlock, IntegerBlock, StructBlock

from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.selectors.leaders import NOBODY_ALONE, SMALLEST_GROUP
from oscar_referrals.selectors.segments import EVERYBODY, SEGMENTS
from oscar_referrals.sharing.banner import find_banner
from oscar_referrals.sharing.hub import find_hub
from wagtail_referrals.blocks.base import GROUP, KeptInTranslations, ProgramBlock, heading
from wagtail_referrals.desk.chooser import CommunityProgramWidget
from wagtail_referrals.live import LiveProgram
from wagtail_referrals.models import settings_for


class CodeEntryBlock(ProgramBlock):
    """Where a friend types a code."""

    heading = heading()

    def get_preview_context(
        self, value: Any, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Show it as to a visitor without a code: a friend who has one needs no field."""
        return {**(parent_context or {}), "live": LiveProgram()}

    class Meta:
        icon = "key"
        label = _("Code entry")
        template = "wagtail_referrals/blocks/code_entry.html"
        description = _("A field for a code. It leads to what the code gives.")


class SharePanelBlock(ProgramBlock):
    """An advocate's link, to copy and to send; to everybody else the way to a link."""

    heading = heading()

    def find(self, value: Any, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return `panel`: the ways to pass the link on, None for who has no link."""
        return {"panel": context["live"].panel}

    class Meta:
        icon = "link"
        label = _("Share panel")
        template = "wagtail_referrals/blocks/share_panel.html"
        description = _("The advocate's link with ways to send it; for others, how to get one.")


class ProgressBlock(ProgramBlock):
    """How far an advocate is on the way to the next milestone."""

    heading = heading()

    class Meta:
        icon = "order-up"
        label = _("Progress")
        template = "wagtail_referrals/blocks/progress.html"
        description = _("How many friends are missing for the next milestone of the program.")


class LeaderboardBlock(ProgramBlock):
    """The list of the best: nicknames that people have chosen for it."""

    heading = heading()
    most = IntegerBlock(
        label=_("how many"),
        default=10,
        min_value=1,
        max_value=50,
        help_text=_("So many names are shown at most."),
    )
    smallest_group = IntegerBlock(
        label=_("smallest group"),
        default=SMALLEST_GROUP,
        min_value=NOBODY_ALONE,
        max_value=1000,
        help_text=_("Of fewer people no list is shown, because one could guess who they are."),
    )

    def find(self, value: Any, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return `leaders`."""
        of_site = settings_for(context.get("request")).smallest_group
        leaders = context["live"].find_leaders(
            most=value.get("most") or 10,
            smallest_group=max(value.get("smallest_group") or SMALLEST_GROUP, of_site),
        )
        return {"leaders": leaders}

    class Meta:
        icon = "list-ol"
        label = _("List of the best")
        template = "wagtail_referrals/blocks/leaderboard.html"
        description = _("Who has brought most friends, with nicknames of those who want to appear.")
        preview_value: Mapping[str, Any] = {"most": 5, "smallest_group": SMALLEST_GROUP}


class CommunityProgramBlock(KeptInTranslations, ChooserBlock):
    """A community program."""

    target_model = Program
    widget = CommunityProgramWidget()

    @cached_property
    def field(self) -> forms.ModelChoiceField:
        """Return a field that takes no program of another kind."""
        return forms.ModelChoiceField(
            queryset=Program.objects.filter(kind=ProgramKind.COMMUNITY),
            widget=self.widget,
            required=self._required,
            help_text=self._help_text,
        )

    class Meta:
        icon = "group"


class DonationTotalBlock(ProgramBlock):
    """What a community program has given so far."""

    heading = heading()
    program = CommunityProgramBlock(
        label=_("community program"),
        required=False,
        help_text=_("Left empty, it is the page’s own program."),
    )

    def find(self, value: Any, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return `totals`, by currency."""
        program = value.get("program")
        slug = program.slug if program else context.get("community_program", "")
        return {"totals": context["live"].find_given(slug) if slug else []}

    def get_preview_context(
        self, value: Any, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Show it as on the page of a community program."""
        context = super().get_preview_context(value, parent_context=parent_context)
        return {**context, "community_program": "made-up"}

    class Meta:
        icon = "success"
        label = _("Donation total")
        template = "wagtail_referrals/blocks/donation_total.html"
        description = _("The running total of a community program, read from the books.")


def _segments() -> list[tuple[str, str]]:
    return [(segment.key, str(segment.label)) for segment in SEGMENTS.values()]


class SourcesBlock(KeptInTranslations, CharBlock):
    """Where visitors come from."""


class BannerBlock(StructBlock):
    """The offer to invite friends, for visitors and customers whom the editor chooses.

    For pages of the site that are made for each visitor. It shows nothing to whom it is not for.
    """

    heading = heading()
    text = CharBlock(label=_("text"), required=False, default="", max_length=200)
    segment = ChoiceBlock(
        label=_("for"),
        choices=_segments,
        default=EVERYBODY,
        help_text=_("Any choice but all customers is for those who are signed in."),
    )
    sources = SourcesBlock(
        label=_("coming from"),
        required=False,
        default="",
        max_length=300,
        help_text=_("Values of utm_source, or names of websites, with commas between them."),
    )

    def get_context(
        self, value: Any, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add `offer`, None for whoever is left alone, and the words."""
        context: dict[str, Any] = super().get_context(
            value, parent_context=dict(parent_context or {})
        )
        request = context.get("request")
        context["offer"] = find_banner(
            request,
            segment=value.get("segment") or EVERYBODY,
            sources=value.get("sources") or "",
        )
        context["hub"] = find_hub(request) if context["offer"] is not None else ""
        context["way_back"] = request.get_full_path() if request is not None else ""
        context |= {"heading": value.get("heading"), "text": value.get("text")}
        return context

    class Meta:
        icon = "pick"
        label = _("Banner: invite friends")
        group = GROUP
        template = "oscar_referrals/banner.html"
        description = _("Offers the program to those visitors and customers for whom it is meant.")
