"""Starting, pausing and ending a program."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.exceptions import ForbiddenMove
from oscar_referrals.flows import shape
from oscar_referrals.models import Program, ProgramState, ReferralState
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.selectors.figures import list_programs


class MoveView(StaffMixin, View):
    """Moves a program by POST and goes back to it. A move that is not allowed is explained."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ["post", "options"]
    move: Callable[..., None]
    done: Promise

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not."""
        program = get_object_or_404(Program, pk=pk)
        try:
            self.move(program=program, actor=self.staff)
        except ForbiddenMove:
            program.refresh_from_db()
            sentence = _("That is not possible: the program is now “%(state)s”.")
            messages.error(request, sentence % {"state": program.get_state_display()})
        else:
            messages.success(request, str(self.done))
        return HttpResponseRedirect(_address_of(program))


class StartView(MoveView):
    """Open a draft or paused program."""

    move = staticmethod(shape.start)
    done = gettext_lazy("The program is live.")


class PauseView(MoveView):
    """Stop a program for now."""

    move = staticmethod(shape.pause)
    done = gettext_lazy("The program is paused. What was ordered goes on.")


class EndView(MoveView):
    """End a program for good, after a page that says what that means."""

    http_method_names = ["get", "head", "post", "options"]
    move = staticmethod(shape.end)
    done = gettext_lazy("The program has ended. What was ordered is still rewarded.")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether the person is sure."""
        program = get_object_or_404(list_programs(), pk=pk)
        if program.state == ProgramState.ENDED:
            return HttpResponseRedirect(_address_of(program))
        context = {"program": program, "waiting_count": _count_waiting(program)}
        return render(request, "oscar_referrals/dashboard/program_end.html", context)


def _count_waiting(program: Program) -> int:
    waiting = (ReferralState.PENDING, ReferralState.HELD, ReferralState.REVIEW)
    return program.referrals.filter(state__in=(*waiting, ReferralState.APPROVED)).count()


def _address_of(program: Program) -> str:
    return reverse("referral-program-detail", kwargs={"pk": program.pk})
