"""Programs: all of them, one of them, and its name, schedule and budget."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.programs import ProgramForm
from oscar_referrals.dashboard.preview import find_warnings
from oscar_referrals.dashboard.sentences import status_sentence
from oscar_referrals.dashboard.timeline import program_timeline
from oscar_referrals.dashboard.work_words import describe_work
from oscar_referrals.eligibility import published_rules
from oscar_referrals.flows import shape
from oscar_referrals.lifecycle import PROGRAM_MOVES
from oscar_referrals.models import Program, ProgramState, Terms
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.selectors.cards import CARD_KINDS
from oscar_referrals.selectors.channel_figures import funnels_by_channel
from oscar_referrals.selectors.due_work import failed_work_of_program, last_run
from oscar_referrals.selectors.figures import funnel_of, list_programs, results_of
from oscar_referrals.selectors.referrals import referrals_in_review
from oscar_referrals.selectors.trend import costs_more_than_before, trend_of
from oscar_referrals.selectors.wishes import count_wishes
from oscar_referrals.sharing.channels import label_of
from oscar_referrals.writing.words import describe_terms, terms_sentence

PROGRAMS_PER_PAGE = 25
_SHOWN_NEEDS = 5


class ProgramListView(StaffMixin, ListView):
    """All programs: what they promise, how they do, what they need."""

    template_name = "oscar_referrals/dashboard/program_list.html"
    paginate_by = PROGRAMS_PER_PAGE

    def get_queryset(self) -> Any:
        """Return the programs with their counts."""
        return list_programs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a sentence about each program's terms and state."""
        context = super().get_context_data(**kwargs)
        moment = page_now()
        context["rows"] = [
            {
                "program": program,
                "terms": terms_sentence(program.current_terms) if program.current_terms else "",
                "status": status_sentence(program=program, moment=moment),
                "budgets": sorted(program.budgets.all(), key=lambda budget: budget.currency),
            }
            for program in context["object_list"]
        ]
        return context


class ProgramDetailView(StaffMixin, DetailView):
    """One program: is it working, what does it cost, what needs me?"""

    template_name = "oscar_referrals/dashboard/program_detail.html"
    context_object_name = "program"

    def get_queryset(self) -> Any:
        """Return programs with all their terms."""
        all_terms = Prefetch("terms", Terms.objects.select_related("created_by"))
        return Program.objects.select_related("current_terms").prefetch_related(
            all_terms, "budgets"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures, what needs a person, the terms and the history."""
        program = self.object
        in_review = referrals_in_review(program)
        failed = failed_work_of_program(program)
        trend = trend_of(program)
        return super().get_context_data(
            status=status_sentence(program=program, moment=page_now()),
            funnel=funnel_of(program),
            channels=[(label_of(key), funnel) for key, funnel in funnels_by_channel(program)],
            results=results_of(program),
            trend=trend,
            costs_more=costs_more_than_before(trend),
            in_review=in_review[:_SHOWN_NEEDS],
            in_review_count=in_review.count(),
            failed=[describe_work(work) for work in failed[:_SHOWN_NEEDS]],
            failed_count=failed.count(),
            words_count=count_wishes(program),
            last_run=last_run(),
            terms_rows=describe_terms(program.terms_in_force) if program.current_terms else [],
            rules=published_rules(program.terms_in_force) if program.current_terms else [],
            all_terms=[(terms, terms_sentence(terms)) for terms in program.terms.all()],
            timeline=program_timeline(program),
            may_start=ProgramState.LIVE in PROGRAM_MOVES[program.state],
            may_pause=ProgramState.PAUSED in PROGRAM_MOVES[program.state],
            prints_cards=program.kind in CARD_KINDS,
            may_change=program.state != ProgramState.ENDED,
            **kwargs,
        )


class OpenProgramMixin:
    """For pages that change a program: one that has ended can only be read."""

    program: Program

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send whoever wants to change an ended program back to it, with a sentence."""
        programs = Program.objects.select_related("current_terms")
        self.program = get_object_or_404(programs, pk=kwargs["pk"])
        if self.program.state == ProgramState.ENDED:
            messages.error(request, _("This program has ended. Nothing in it can be changed."))
            address = reverse("referral-program-detail", kwargs={"pk": self.program.pk})
            return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Go back to the program."""
        return reverse("referral-program-detail", kwargs={"pk": self.program.pk})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the program."""
        return super().get_context_data(program=self.program, **kwargs)


class ProgramEditView(OpenProgramMixin, StaffMixin, FormView):
    """Change a program's name, schedule and budget."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/program_edit.html"
    form_class = ProgramForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which program it is about."""
        currency = self.program.terms_in_force.currency
        return super().get_form_kwargs() | {"program": self.program, "currency": currency}

    def get_initial(self) -> dict[str, Any]:
        """Start from what is so now."""
        return {
            "name": self.program.name,
            "starts_at": _to_the_minute(self.program.starts_at),
            "ends_at": _to_the_minute(self.program.ends_at),
            "cap": cap_of(self.program),
            "precedence": self.program.precedence,
            "target": self.program.target,
            "looks_at_words": self.program.looks_at_words,
        }

    def form_valid(self, form: ProgramForm) -> HttpResponse:
        """Save all of it or nothing, and say what is odd about it."""
        data = form.cleaned_data
        with transaction.atomic():
            shape.reschedule(
                program=self.program,
                name=data["name"],
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
            )
            shape.rank(program=self.program, precedence=data["precedence"], target=data["target"])
            shape.look_at_words(program=self.program, is_wanted=data["looks_at_words"])
            shape.set_budget(program=self.program, cap=data["cap"])
        messages.success(self.request, _("The program has been changed."))
        for warning in find_warnings(
            terms=self.program.terms_in_force, cap=data["cap"], program=self.program
        ):
            messages.warning(self.request, warning)
        return super().form_valid(form)


def cap_of(program: Program) -> Decimal | None:
    """Return what a program may cost in the currency of its terms; None means no limit."""
    budget = program.budgets.filter(currency=program.terms_in_force.currency).first()
    return budget.cap if budget else None


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None
