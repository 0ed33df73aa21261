"""What advocates of a program are suggested to write, language by language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.generic import FormView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.share_messages import ShareMessagesForm
from oscar_referrals.dashboard.views.programs import OpenProgramMixin
from oscar_referrals.flows.share_messages import write_message
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.sharing.wording import PLACEHOLDERS, usual_wording


class ShareMessagesView(OpenProgramMixin, StaffMixin, FormView):
    """Change the texts of one language."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/share_messages.html"
    form_class = ShareMessagesForm

    @property
    def language(self) -> str:
        """Return the language of the address; the active one if it names none of the shop's."""
        named = self.request.GET.get("language", "")
        return named if named in dict(settings.LANGUAGES) else get_language() or ""

    def get_initial(self) -> dict[str, Any]:
        """Start from what is written."""
        initial = {}
        for row in self.program.share_messages.filter(language=self.language):
            initial[f"subject_{row.channel}"] = row.subject
            initial[f"text_{row.channel}"] = row.text
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is suggested without a text of one's own, and what can stand in braces."""
        terms = self.program.current_terms
        with override(self.language):
            usual = usual_wording(has_minimum=bool(terms and terms.minimum))
        return super().get_context_data(
            language=self.language,
            languages=settings.LANGUAGES,
            usual=usual,
            placeholders=[f"{{{name}}}" for name in PLACEHOLDERS],
            **kwargs,
        )

    def form_valid(self, form: ShareMessagesForm) -> HttpResponse:
        """Keep all texts of the language, or none."""
        with transaction.atomic():
            for said in form.said():
                write_message(program=self.program, language=self.language, **said)
        messages.success(self.request, _("The messages have been saved."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Stay on the page of the language."""
        address = reverse("referral-program-messages", kwargs={"pk": self.program.pk})
        return f"{address}?language={self.language}"
