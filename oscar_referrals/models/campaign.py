"""A campaign: one message to many customers, once each."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.reader import LONGEST_KIND


class Campaign(models.Model):
    """A message of one kind to a segment of the customers. Its name is used once per program.

    `subject` and `text` are the owner's own words, for kinds that have none of their own. It goes
    through the customers in rounds, by their primary keys: each round writes to those who have not
    had it, and has `reached` the account of that key.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="campaigns"
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind of message"), max_length=LONGEST_KIND)
    segment = models.CharField(_("segment"), max_length=40)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    made_at = models.DateTimeField(_("made"))
    round = models.PositiveSmallIntegerField(_("round"), default=0, editable=False)
    reached = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "name"), name="referrals_campaign_once_per_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """One campaign's message to one customer. `sent_at` is empty if it did not have to be sent."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral_letters"
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "user"), name="referrals_letter_once_per_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.user_id}"
