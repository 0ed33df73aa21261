"""A community program's page: who gets a share of what is sold, and how much it is so far."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from oscar_referrals.clock import page_now
from oscar_referrals.models import Program, ProgramKind, ProgramState
from oscar_referrals.selectors.giving import describe_giving
from wagtail_referrals.live import LiveProgram
from wagtail_referrals.pages import ProgramPageMixin


class PartnerPageMixin(ProgramPageMixin):
    """Makes a page type of the site a partner page; put it before the site's base page.

    The totals are read from the books each time. A draft, or a program of another kind, shows none.
    """

    promises = False
    preview_modes: ClassVar[list[tuple[str, Any]]] = [("", _("As a visitor"))]
    partner_panels: ClassVar[list[Panel]] = [
        *ProgramPageMixin.body_panels,
        *ProgramPageMixin.share_panels,
    ]

    class Meta:
        abstract = True

    def get_live_program(self) -> LiveProgram:
        """Return a program without an offer: nobody invites anybody here."""
        return LiveProgram(program_id=self.program_id)

    def get_preview_program(self) -> LiveProgram:
        """Return the same: there is no state to choose."""
        return self.get_live_program()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `pledges` with their totals, and `community_program`, which its blocks are about."""
        context = super().get_context(request, *args, **kwargs)
        program = self.program
        is_public = _is_public(program)
        context["pledges"] = describe_giving(program) if program and is_public else []
        context["community_program"] = program.slug if program and is_public else ""
        context["now"] = page_now()
        return context


def _is_public(program: Program | None) -> bool:
    if program is None or program.kind != ProgramKind.COMMUNITY:
        return False
    return program.state != ProgramState.DRAFT
