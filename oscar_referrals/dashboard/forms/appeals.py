"""Answering an appeal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.appeal import LONGEST_WORDS
from oscar_referrals.names import clean_words


class AnswerForm(forms.Form):
    """What the customer is to read, and whether the rejection is undone."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The customer reads it on the page of his friends."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": _("Please write what the customer is to read.")},
    )
    reopens = forms.BooleanField(required=False)

    def clean_answer(self) -> str:
        """Refuse an answer in which nothing can be read."""
        answer = clean_words(self.cleaned_data["answer"], longest=LONGEST_WORDS)
        if not answer:
            raise forms.ValidationError(self.fields["answer"].error_messages["required"])
        return answer
