"""Why the money of a line did not arrive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.writing.fields import require_visible_text


class FailureForm(forms.Form):
    """One sentence, for the staff."""

    why = forms.CharField(
        label=_("Why the money did not arrive"),
        max_length=200,
        validators=[require_visible_text],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
