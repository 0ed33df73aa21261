"""Forms in which somebody chooses a program."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from oscar_referrals.models import Program
from wagtail_referrals.desk.policies import program_policy


class ChoosesProgram:
    """Refuses a program that the editor may not choose. The one that was chosen before may stay."""

    cleaned_data: dict[str, Any]
    changed_data: list[str]
    for_user: Any

    def clean_program(self) -> Program | None:
        """Return the program. Raises ValidationError."""
        program: Program | None = self.cleaned_data["program"]
        if program is None or "program" not in self.changed_data:
            return program
        if not program_policy.user_has_permission_for_instance(self.for_user, "view", program):
            raise ValidationError(_("You may not choose this program."))
        return program


# The page types are imported late: their models need the settings of this form to be read.
class ProgramSettingsForm(ChoosesProgram, WagtailAdminModelForm):
    """The form of a site's choices."""

    def clean_landing_page(self) -> Any:
        """Return the page. Raises ValidationError for one that share links cannot lead to."""
        from wagtail_referrals.landing import LandingPageMixin

        sentence = _("This is no landing page: share links cannot lead there.")
        return self._require_type("landing_page", LandingPageMixin, sentence)

    def clean_hub_page(self) -> Any:
        """Return the page. Raises ValidationError for one on which nobody can join."""
        from wagtail_referrals.hub import HubPageMixin

        sentence = _("Nobody can join on this page. Choose one that is made for it.")
        return self._require_type("hub_page", HubPageMixin, sentence)

    def _require_type(self, name: str, page_type: type, sentence: str) -> Any:
        page = self.cleaned_data[name]
        if page is not None and not issubclass(page.specific_class or type(page), page_type):
            raise ValidationError(sentence)
        return page
