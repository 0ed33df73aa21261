"""What staff suggest an advocate to write when he shares his link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The channel of whoever came by the bare link or typed the code.
DIRECT = "direct"
LONGEST_CHANNEL = 24


class ShareMessage(models.Model):
    """A text for one program, channel and language. Without a `channel` it is for all of them.

    It may hold {benefit}, {minimum}, {shop} and {code}; the link always follows it.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.CASCADE, related_name="share_messages"
    )
    channel = models.CharField(_("channel"), max_length=LONGEST_CHANNEL, blank=True)
    language = models.CharField(_("language"), max_length=16)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=500)

    class Meta:
        verbose_name = _("message to share")
        verbose_name_plural = _("messages to share")
        ordering = ("program", "language", "channel")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "channel", "language"), name="referrals_share_message_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.program_id} {self.channel} {self.language}"
