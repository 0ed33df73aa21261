"""How live programs are doing, on the first page of Wagtail's admin."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from oscar_referrals.models import Program, ProgramState
from oscar_referrals.permissions import VIEW_DASHBOARD
from oscar_referrals.selectors.figures import ProgramFunnel, funnels_of
from oscar_referrals.selectors.staff import programs_open_to
from wagtail_referrals.desk.policies import referral_policy

#: More programs are in the report only.
MOST = 5
_ONE_MINUTE = 60


class FunnelPanel(Component):
    """Visitors, claims, orders and rewards of live programs, for who may read about them.

    Counting every visit takes a while in a big shop, so the figures are a minute old at most.
    """

    name = "referral_funnel"
    order = 150
    template_name = "wagtail_referrals/desk/funnel_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Return nothing for who may not read it, and where there is nothing to read."""
        if not referral_policy.user_has_permission(self.request.user, "view"):
            return ""
        return super().render_html(parent_context) if self.programs else ""

    @cached_property
    def programs(self) -> list[Program]:
        """The live programs that the viewer may read about, the first ones first."""
        readable = programs_open_to(self.request.user, VIEW_DASHBOARD)
        live = readable.filter(state=ProgramState.LIVE)
        return list(live.order_by("-precedence", "-created_at", "-pk")[:MOST])

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template each program with its funnel and the address of its report."""
        funnels = _remembered_funnels(self.programs)
        report = reverse("referral_report")
        rows = [
            (program, funnels[program.pk], f"{report}?program={program.pk}")
            for program in self.programs
        ]
        return {"rows": rows}


def _remembered_funnels(programs: list[Program]) -> dict[int, ProgramFunnel]:
    """Return the funnels, counted once a minute for the same programs."""
    key = "wagtail_referrals:funnels:" + "-".join(str(program.pk) for program in programs)
    funnels: dict[int, ProgramFunnel] | None = cache.get(key)
    if funnels is None:
        funnels = funnels_of(programs)
        cache.set(key, funnels, _ONE_MINUTE)
    return funnels
