"""The staff's own words for a message, in one language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.reader import LONGEST_KIND

LONGEST_SUBJECT = 150
LONGEST_TEXT = 5000


class MessageText(models.Model):
    """Subject and text of one kind of message in one language.

    They may hold named placeholders, `{code}`; see `oscar_referrals.notify.placeholders`. Without
    `html` the text is shown as it is, with its links to press.
    """

    kind = models.CharField(_("kind of message"), max_length=LONGEST_KIND)
    language = models.CharField(_("language"), max_length=16)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    html = models.TextField(_("HTML"), max_length=4 * LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("words of a message")
        verbose_name_plural = _("words of messages")
        ordering = ("kind", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "language"), name="referrals_message_text_once_per_language"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
