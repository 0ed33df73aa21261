"""The desk for releases in Wagtail's admin: ask, see what changes, approve, cancel."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.models import Program, ProgramState, Terms
from oscar_referrals.ports import shop
from oscar_referrals.writing.fields import StepsField
from oscar_referrals.writing.words import TERMS_FIELDS, describe_field, label_of_field
from wagtail_referrals.desk.policies import program_policy
from wagtail_referrals.desk.reports import readable_programs
from wagtail_referrals.models import Release
from wagtail_referrals.releases import flow
from wagtail_referrals.releases.flow import ReleaseRefused
from wagtail_referrals.releases.forms import ReleaseForm, new_terms_form

VIEW = "wagtail_referrals.view_release"
ADD = "wagtail_referrals.add_release"


class ReleaseView(PermissionRequiredMixin, WagtailAdminTemplateMixin, View):
    """A page of the desk. Who may ask or approve may look as well.

    Releases of a program that somebody may not read about do not exist for him.
    """

    page_title = gettext_lazy("Releases")
    header_icon = "calendar-check"
    raise_exception = True

    def has_permission(self) -> bool:
        """Tell whether the user may look."""
        return may_look(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back."""
        home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
        return [home, {"url": reverse("referral_releases"), "label": _("Releases")}]

    def find(self, pk: int) -> Release:
        """Return one of the releases. Raises Http404."""
        found = Release.objects.select_related("program", "replaces", "asked_by", "approved_by")
        readable = found.filter(program__in=readable_programs(self.request))
        release: Release = get_object_or_404(readable, pk=pk)
        return release

    def show(self, **context: Any) -> HttpResponse:
        """Render the page."""
        return self.render_to_response(self.get_context_data(**context))


class ReleaseListView(ReleaseView):
    """All releases, and the programs one can ask for."""

    template_name = "wagtail_referrals/admin/releases.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them, the newest first."""
        readable = readable_programs(request)
        found = Release.objects.select_related("program", "asked_by", "approved_by")
        programs = readable.exclude(state=ProgramState.ENDED)
        can_ask = request.user.has_perm(ADD)
        return self.show(
            releases=found.filter(program__in=readable)[:100], programs=programs if can_ask else []
        )


class AskView(ReleaseView):
    """Ask for a release of one program."""

    template_name = "wagtail_referrals/admin/release_form.html"

    def has_permission(self) -> bool:
        """Tell whether the user may ask."""
        return bool(self.request.user.has_perm(ADD))

    def get(self, request: HttpRequest, program_id: int) -> HttpResponse:
        """Show an empty form."""
        program = get_object_or_404(readable_programs(request), pk=program_id)
        form = ReleaseForm(program=program, user=request.user)
        return self._show_forms(program, form, self._terms_form(program))

    def post(self, request: HttpRequest, program_id: int) -> HttpResponse:
        """Ask, or tell what is wrong."""
        program = get_object_or_404(readable_programs(request), pk=program_id)
        form = ReleaseForm(request.POST, program=program, user=request.user)
        has_terms = bool(request.POST.get("has_terms"))
        terms_form = self._terms_form(program, request.POST if has_terms else None)
        if form.is_valid() and self._is_valid(terms_form, has_terms):
            try:
                release = flow.ask(
                    program=program,
                    pages=form.chosen_pages,
                    terms=terms_form.as_fields() if has_terms else None,
                    go_live_at=form.cleaned_data["go_live_at"],
                    user=request.user,
                )
            except TermsInvalid as problem:
                terms_form.tell(problem.problems)
            except ReleaseRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("A second person can approve it now."))
                return HttpResponseRedirect(reverse("referral_release", args=[release.pk]))
        return self._show_forms(program, form, terms_form)

    def _terms_form(self, program: Program, data: Any = None) -> Any:
        """Return the form of the terms; none for who may not change the program."""
        if program.current_terms is None:
            return None
        if not program_policy.user_has_permission_for_instance(
            self.request.user, "change", program
        ):
            return None
        return new_terms_form(program=program, data=data)

    def _is_valid(self, terms_form: Any, has_terms: bool) -> bool:
        return not has_terms or (terms_form is not None and terms_form.is_valid())

    def _show_forms(self, program: Program, form: ReleaseForm, terms_form: Any) -> HttpResponse:
        return self.show(program=program, form=form, terms_form=terms_form)


class ReleaseDetailView(ReleaseView):
    """One release: what it changes, how far it is, and the buttons to decide."""

    template_name = "wagtail_referrals/admin/release.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        release = self.find(pk)
        try:
            changes, obstacle = describe_changes(release), ""
        except ReleaseRefused as refusal:
            changes, obstacle = [], str(refusal)
        return self.show(
            release=release,
            changes=changes,
            obstacle=obstacle,
            parts=release.pages.select_related("page", "revision"),
            can_approve=request.user.has_perm(flow.APPROVE),
            can_cancel=may_decide(request.user),
        )


class DecideView(ReleaseView):
    """The buttons."""

    def has_permission(self) -> bool:
        """Tell whether the user may ask or approve; the flow looks closer."""
        return may_decide(self.request.user)

    def post(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        """Approve or cancel, or tell why not."""
        release = self.find(pk)
        decide = flow.approve if decision == "approve" else flow.cancel
        try:
            decide(release=release, user=request.user)
        except ReleaseRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, release.step.label)
        return HttpResponseRedirect(reverse("referral_release", args=[pk]))


def may_look(user: Any) -> bool:
    """Tell whether somebody may see releases."""
    return bool(user.has_perm(VIEW)) or may_decide(user)


def may_decide(user: Any) -> bool:
    """Tell whether somebody may ask for releases or approve them."""
    return bool(user.has_perm(ADD) or user.has_perm(flow.APPROVE))


def describe_changes(release: Release) -> list[tuple[str, str, str]]:
    """Return what the new terms change: what it is about, before, and afterwards.

    Raises ReleaseRefused for terms that cannot be read any more.
    """
    if not release.terms:
        return []
    old = release.replaces or Terms(program=release.program)
    new = Terms(program=release.program, **flow.read_terms(release))
    in_words = [(name, _describe(old, name), _describe(new, name)) for name in _told_fields()]
    return [
        (label_of_field(name), before, after) for name, before, after in in_words if before != after
    ]


def _told_fields() -> list[str]:
    """Return the fields of terms in the order of lists, then those that lists tell with others."""
    return [*TERMS_FIELDS, *(name for name in flow.terms_fields() if name not in TERMS_FIELDS)]


def _describe(terms: Terms, name: str) -> str:
    """Return a field's value in words, "" for nothing."""
    if name in TERMS_FIELDS:
        return describe_field(terms=terms, name=name)
    value = getattr(terms, name)
    if name == "friend_range" and value:
        return shop().name_thing("range", key=value)
    if name == "reward_steps":
        return str(StepsField().prepare_value(value))
    shown = getattr(terms, f"get_{name}_display", None)
    return "" if value is None else str(shown() if shown else value)
