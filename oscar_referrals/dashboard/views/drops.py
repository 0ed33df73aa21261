"""Gift drops: tried, made, stopped, and made again and again by a schedule."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, FormView

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.drops import DropForm, ScheduleForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import drop as dropping
from oscar_referrals.models import Drop, DropSchedule, Program, ProgramKind
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.drops import (
    DryRun,
    drops_of,
    gifts_of_drop,
    standing_of,
    try_drop,
)

#: The figures that a schedule keeps, for the form that changes them.
_SCHEDULED = ("people", "measure", "months", "next_at", "every_months", "valid_days")


class GiftProgramMixin:
    """For pages about one tangible program; the others have no gifts."""

    program: Program

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the program."""
        programs = Program.objects.select_related("current_terms")
        self.program = get_object_or_404(programs, pk=kwargs["pk"], kind=ProgramKind.TANGIBLE)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the program."""
        return super().get_context_data(program=self.program, **kwargs)

    def back_to_drops(self) -> HttpResponseRedirect:
        """Go to the list of the program's drops."""
        return HttpResponseRedirect(reverse("referral-drop-list", kwargs={"pk": self.program.pk}))


class DropListView(StaffMixin, DetailView):
    """A program's drops and its schedule."""

    template_name = "oscar_referrals/dashboard/drop_list.html"
    context_object_name = "program"
    queryset = Program.objects.filter(kind=ProgramKind.TANGIBLE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the drops with what became of them."""
        schedule = DropSchedule.objects.filter(program=self.object, ended_at=None).first()
        return super().get_context_data(drops=drops_of(self.object), schedule=schedule, **kwargs)


class DropCreateView(GiftProgramMixin, StaffMixin, FormView):
    """Shows who would get a gift and what it costs, and makes only the drop that was shown."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/drop_form.html"
    form_class = DropForm

    def form_valid(self, form: DropForm) -> HttpResponse:
        """Show the dry run, or make the drop if nothing has changed since it was shown."""
        dry_run = try_drop(program=self.program, plan=form.plan, moment=page_now())
        seal = _seal(form, dry_run)
        if "make" not in self.request.POST:
            return self._show(form, dry_run=dry_run, seal=seal)
        if self.request.POST.get("seal") != seal:
            return self._show(form, dry_run=dry_run, seal=seal, has_changed_since=True)
        try:
            made = dropping.make_drop(
                program=self.program,
                name=form.cleaned_data["name"],
                plan=form.plan,
                valid_until=form.cleaned_data["valid_until"],
                actor=self.staff,
            )
        except Refused as refusal:
            form.add_error(None, reason_sentence(refusal.reason))
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error("name", reason_sentence(Reason.DROP_MADE_ALREADY))
            return self.form_invalid(form)
        messages.success(self.request, _("The gifts are made; their givers are told."))
        return HttpResponseRedirect(reverse("referral-drop-detail", kwargs={"pk": made.pk}))

    def _show(self, form: DropForm, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context))


class DropDetailView(StaffMixin, DetailView):
    """One drop: who got a gift, and what became of it."""

    template_name = "oscar_referrals/dashboard/drop_detail.html"
    context_object_name = "drop"
    queryset = Drop.objects.select_related("program")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the gifts."""
        moment = page_now()
        gifts = [(gift, standing_of(gift, moment=moment)) for gift in gifts_of_drop(self.object)]
        return super().get_context_data(gifts=gifts, now=moment, **kwargs)


class DropStopView(StaffMixin, View):
    """Withdraws the unused gifts of a drop, by POST."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        dropping.stop_drop(drop=get_object_or_404(Drop, pk=pk))
        messages.success(request, _("Stopped. Unused gifts are withdrawn, their budget is free."))
        return HttpResponseRedirect(reverse("referral-drop-detail", kwargs={"pk": pk}))


class ScheduleView(GiftProgramMixin, StaffMixin, FormView):
    """Let a drop be made every so many months."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/drop_schedule.html"
    form_class = ScheduleForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the schedule that is there."""
        schedule = DropSchedule.objects.filter(program=self.program).first()
        return {name: getattr(schedule, name) for name in _SCHEDULED} if schedule else {}

    def form_valid(self, form: ScheduleForm) -> HttpResponse:
        """Save it."""
        dropping.schedule_drops(program=self.program, plan=form.plan, **form.schedule())
        messages.success(self.request, _("Scheduled. Each drop is made when it is due."))
        return self.back_to_drops()


class ScheduleEndView(GiftProgramMixin, StaffMixin, View):
    """Ends a schedule, by POST."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it. Gifts that were given stay."""
        dropping.end_schedule(schedule=get_object_or_404(DropSchedule, program=self.program))
        messages.success(request, _("No further drop will be made."))
        return self.back_to_drops()


def _seal(form: DropForm, dry_run: DryRun) -> str:
    """Return what tells whether people, value and figures are still those that were shown."""
    shown = (
        sorted((name, str(value)) for name, value in form.cleaned_data.items()),
        sorted(person.user_id for person in dry_run.people),
        dry_run.value,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()
