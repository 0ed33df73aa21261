"""Who may be an advocate of a program that is by invitation only."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.allowed import AllowedAdvocatesForm
from oscar_referrals.dashboard.views.programs import OpenProgramMixin
from oscar_referrals.flows import allow
from oscar_referrals.permissions import CONFIGURE_PROGRAMS


class AllowedAdvocatesView(OpenProgramMixin, StaffMixin, FormView):
    """Change the list."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/program_allowed.html"
    form_class = AllowedAdvocatesForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the list as it is."""
        return {"emails": "\n".join(str(row) for row in self.program.allowed_advocates.all())}

    def form_valid(self, form: AllowedAdvocatesForm) -> HttpResponse:
        """Keep the list as it was entered."""
        allow.replace_list(
            program=self.program, emails=form.cleaned_data["emails"], actor=self.staff
        )
        messages.success(self.request, _("The list has been saved."))
        return super().form_valid(form)
