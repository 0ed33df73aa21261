"""What somebody fills in to ask for a release."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from oscar_referrals.clock import page_now
from oscar_referrals.models import Program
from oscar_referrals.writing.terms import TermsForm, terms_as_initial
from wagtail_referrals.releases.flow import pages_to_release


class ReleaseForm(forms.Form):
    """Which drafts, when, and whether new terms go with them."""

    pages = forms.MultipleChoiceField(
        label=_("Pages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Pages about the program with something that is not live yet."),
    )
    go_live_at = forms.DateTimeField(
        label=_("Goes live"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Left empty, it goes live as soon as a second person has approved it."),
    )
    has_terms = forms.BooleanField(
        label=_("With new terms"),
        required=False,
        help_text=_("They begin as the old ones. Who is in keeps those."),
    )

    def __init__(self, *args: Any, program: Program, user: Any, **kwargs: Any) -> None:
        """`user` asks: he finds the pages that he may edit, and reads no other's title."""
        super().__init__(*args, **kwargs)
        drafts = pages_to_release(program=program, user=user)
        self._drafts = {str(page.pk): page for page in drafts}
        choices = [(pk, page.draft_title) for pk, page in self._drafts.items()]
        self.fields["pages"].choices = choices  # type: ignore[attr-defined]

    def clean_go_live_at(self) -> datetime | None:
        """Return the time. Raises ValidationError for one that is over."""
        moment: datetime | None = self.cleaned_data["go_live_at"]
        if moment is not None and moment <= page_now():
            raise ValidationError(_("This time is over. Leave it empty to go live once approved."))
        return moment

    @property
    def chosen_pages(self) -> list[Any]:
        """The pages that were ticked."""
        return [self._drafts[pk] for pk in self.cleaned_data["pages"]]


class NewTermsForm(TermsForm):
    """The shop's own form of terms, as Wagtail's admin shows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for name in ("extra_rewards", "reward_options"):
            widget: Any = self.fields[name].widget
            widget.template_name = f"wagtail_referrals/admin/{name}.html"


def new_terms_form(*, program: Program, data: Any = None) -> NewTermsForm:
    """Return the form of a program's next terms, filled with those in force."""
    terms = program.terms_in_force
    return NewTermsForm(
        data,
        prefix="terms",
        initial=terms_as_initial(terms),
        currency=terms.currency,
        kind=program.kind,
    )
