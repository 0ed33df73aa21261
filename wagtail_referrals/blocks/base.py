"""What every block about a program has in common."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock

from wagtail_referrals.live import live_program_of, made_up_program

GROUP = _("Invitations")


class ProgramBlock(StructBlock):
    """A block that reads the live program of its page, through `live` in its template.

    It can be rendered anywhere: without a page it shows the program that the owner puts first,
    without a request nothing that only a program knows.
    """

    def get_context(
        self, value: Any, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add `live`, and what the block finds there."""
        context: dict[str, Any] = super().get_context(
            value, parent_context=dict(parent_context or {})
        )
        context["live"] = live_program_of(context)
        return context | self.find(value, context)

    def find(self, value: Any, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the block's template needs besides `live`; a block says only this.

        `value` may be half-filled: any of its fields may be None or empty.
        """
        return {}

    def get_preview_context(
        self, value: Any, parent_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Show a program and people who do not exist, so that every block has something to show."""
        return {**(parent_context or {}), "live": made_up_program()}

    class Meta:
        abstract = True
        group = GROUP
        preview_template = "wagtail_referrals/block_preview.html"
        preview_value: Mapping[str, Any] = {}


class KeptInTranslations:
    """Makes a block a setting: no translator gets it, and a translation has its original's value.

    Put it before the block. wagtail-localize else takes every text for prose.
    """

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Return nothing for translators."""
        return []


def heading() -> CharBlock:
    """Return the field for a heading other than the block's own."""
    return CharBlock(
        label=_("heading"),
        required=False,
        default="",
        max_length=120,
        help_text=_("Left empty, the block says by itself what it is about."),
    )
