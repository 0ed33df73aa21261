"""What staff say when they refuse a word or take a code back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.code_wish import LONGEST_ANSWER
from oscar_referrals.names import clean_words


class WordsForm(forms.Form):
    """The words that the advocate reads."""

    words = forms.CharField(
        label=_("Why"),
        help_text=_("The advocate reads it."),
        max_length=LONGEST_ANSWER,
        error_messages={"required": _("Please write what the advocate is to read.")},
    )

    def clean_words(self) -> str:
        """Refuse words in which nothing can be read."""
        words = clean_words(self.cleaned_data["words"], longest=LONGEST_ANSWER)
        if not words:
            raise forms.ValidationError(self.fields["words"].error_messages["required"])
        return words
