"""The one thing a customer types here: the first name that friends will see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.names import MAXIMUM_LENGTH, clean_shown_name


class NameForm(forms.Form):
    """A first name, or nothing."""

    shown_name = forms.CharField(
        label=_("Your first name, if friends may see it"),
        help_text=_("Without a name your invitation comes from “a friend”."),
        max_length=MAXIMUM_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "given-name"}),
        error_messages={"max_length": _("Please give a first name only.")},
    )

    def clean_shown_name(self) -> str:
        """Return the name as it will be shown. Addresses, links and numbers are not names."""
        typed: str = self.cleaned_data["shown_name"]
        name = clean_shown_name(typed)
        if typed and not name:
            raise forms.ValidationError(_("Please give a first name only."))
        return name
