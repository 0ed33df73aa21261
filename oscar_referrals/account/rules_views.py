"""The published rules: every version for everybody, what changed, and the button to accept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import View

from oscar_referrals.account.advocate_page import places_of
from oscar_referrals.account.code_pages import content_security_policy, find_way_back, show_page
from oscar_referrals.account.customer_request import PersonRequest
from oscar_referrals.account.person_view import PersonButton, to_page
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import agree
from oscar_referrals.models import Program, RulesVersion
from oscar_referrals.selectors.agreements import find_version, list_versions
from oscar_referrals.texts import Change, compare


class AcceptRulesView(PersonButton):
    """Accept new rules and go on."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Note that somebody accepts the version he was shown; twice notes it once."""
        place = places_of(request).shown
        if place is not None and place.advocate is not None:
            try:
                agree.accept_rules(advocate=place.advocate, mark=request.POST.get("rules", ""))
            except Refused as refusal:
                messages.warning(request, refusal.sentence)
            else:
                messages.success(request, _("Thank you. You can go on inviting friends."))
        return find_way_back(request) or to_page(request)


class RulesPage(View):
    """A page about published rules, for everybody. Nothing personal is on it."""

    def show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Render it under the strict policy of our own pages."""
        response = show_page(self.request, f"oscar_referrals/rules/{template}.html", context)
        response["Cache-Control"] = "no-cache"
        response["Content-Security-Policy"] = content_security_policy()
        return response


class RulesArchiveView(RulesPage):
    """All versions of a program's rules."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """List them by language, the newest first."""
        program = get_object_or_404(Program, slug=slug)
        versions = list(list_versions(program.pk))
        if not versions:
            raise Http404
        return self.show("archive", {"program": program, "versions": versions})


class RulesVersionView(RulesPage):
    """One version, to the letter as it was published."""

    def get(self, request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
        """Show it, and whether it is in force."""
        version = _find(slug=slug, language=language, number=number)
        newest = list_versions(version.program_id).filter(language=language).first()
        return self.show("version", {"version": version, "newest": newest})


class RulesChangesView(RulesPage):
    """What changed from one version to the next."""

    def get(self, request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
        """Show all lines, with what was added and what was removed."""
        new = _find(slug=slug, language=language, number=number)
        old = _find(slug=slug, language=language, number=number - 1)
        lines = compare(old.plain_text, new.plain_text)
        has_changed = any(piece.change != Change.KEPT for line in lines for piece in line)
        return self.show(
            "changes", {"old": old, "new": new, "lines": lines, "has_changed": has_changed}
        )


def _find(*, slug: str, language: str, number: int) -> RulesVersion:
    version = find_version(slug=slug, language=language, number=number)
    if version is None:
        raise Http404
    return version
