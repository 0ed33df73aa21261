"""The list of people who may be advocates of a program."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_LIST = 10_000


class AllowedAdvocatesForm(forms.Form):
    """E-mail addresses, one on each line."""

    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses, one on each line"),
        required=False,
        max_length=LONGEST_LIST * 255,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_emails(self) -> list[str]:
        """Return the addresses; refuse a line that is none, and name it."""
        emails = [line.strip() for line in self.cleaned_data["emails"].splitlines()]
        emails = [email for email in emails if email]
        if len(emails) > LONGEST_LIST:
            raise ValidationError(
                _("The list is too long: %(limit)s addresses are the limit.")
                % {"limit": LONGEST_LIST}
            )
        for email in emails:
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(
                    _("%(line)s is no e-mail address.") % {"line": email[:100]}
                ) from None
        return emails
