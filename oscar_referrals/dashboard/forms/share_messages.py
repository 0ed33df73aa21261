"""The texts that advocates are suggested to send, in one language."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models import ShareMessage
from oscar_referrals.sharing.channels import all_channels
from oscar_referrals.sharing.wording import check_wording

#: The channel whose text is for all that have none of their own.
EVERY = ""


class ShareMessagesForm(forms.Form):
    """A subject and a text for all channels, and for each that shall say something else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, _label in self.channels():
            self.fields[f"subject_{key}"] = forms.CharField(
                label=_("Subject"),
                required=False,
                max_length=ShareMessage._meta.get_field("subject").max_length,
                validators=[check_wording],
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label=_("Text"),
                required=False,
                max_length=ShareMessage._meta.get_field("text").max_length,
                validators=[check_wording],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @staticmethod
    def channels() -> list[tuple[str, str]]:
        """Return the key and the name of what can have a text."""
        written = [channel for channel in all_channels() if channel.takes_words]
        return [(EVERY, str(_("All channels"))), *((row.key, str(row.label)) for row in written)]

    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield each channel's name with its two fields."""
        for key, label in self.channels():
            yield {"label": label, "subject": self[f"subject_{key}"], "text": self[f"text_{key}"]}

    def said(self) -> Iterator[dict[str, str]]:
        """Yield channel, subject and text of every group that was entered."""
        for key, _label in self.channels():
            yield {
                "channel": key,
                "subject": self.cleaned_data[f"subject_{key}"],
                "text": self.cleaned_data[f"text_{key}"],
            }
