"""The words of a message, in one language."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.braces import check_braces
from oscar_referrals.models import MessageText


class MessageTextForm(forms.ModelForm):
    """Subject, text and HTML. All empty means that there are no own words."""

    class Meta:
        model = MessageText
        fields = ("subject", "text", "html")
        widgets = {
            "subject": forms.TextInput(attrs={"autocomplete": "off"}),
            "text": forms.Textarea(attrs={"rows": 8}),
            "html": forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        }
        help_texts = {
            "html": gettext_lazy(
                "Leave it empty to show the text as it is, with its links to press. Signs such as"
                " < in what is filled in are made safe."
            ),
        }

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names
        for field in self.fields.values():
            field.required = False

    def clean_subject(self) -> str:
        """Refuse placeholders that this kind of message cannot fill in."""
        return self._checked("subject")

    def clean_text(self) -> str:
        """Refuse placeholders that this kind of message cannot fill in."""
        return self._checked("text")

    def clean_html(self) -> str:
        """Refuse placeholders that this kind of message cannot fill in."""
        return self._checked("html")

    def clean(self) -> dict[str, Any]:
        """Refuse a part of a message without the others."""
        data = super().clean() or {}
        if any(data.get(name) for name in ("subject", "text", "html")):
            for name in ("subject", "text"):
                if name in data and not data[name]:
                    self.add_error(name, _("A message needs a subject and a text."))
        return data

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        check_braces(text, names=self._names)
        return text
