"""Events: the append-only history of everything that changed state."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.append_only import AppendOnly
from oscar_referrals.names import LONGEST_LOGIN
from oscar_referrals.reasons import Reason


class Event(AppendOnly):
    """One move of a program, referral, reward or payout, or of an advocate's code: who, when, from
    where to where, and why.

    `details` holds the rule results with their values, as far as rules decided, and for a code its
    text, the new one and the words of the staff. A payout belongs to no program.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", null=True, on_delete=models.PROTECT, related_name="events"
    )
    terms = models.ForeignKey(
        "oscar_referrals.Terms", null=True, on_delete=models.PROTECT, related_name="+"
    )
    referral = models.ForeignKey(
        "oscar_referrals.Referral", null=True, on_delete=models.PROTECT, related_name="events"
    )
    reward = models.ForeignKey(
        "oscar_referrals.Reward", null=True, on_delete=models.PROTECT, related_name="events"
    )
    payout = models.ForeignKey(
        "oscar_referrals.PayoutBatch", null=True, on_delete=models.PROTECT, related_name="events"
    )
    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", null=True, on_delete=models.PROTECT, related_name="events"
    )
    happened_at = models.DateTimeField(_("when"))
    from_state = models.CharField(_("from"), max_length=16)
    to_state = models.CharField(_("to"), max_length=16)
    reason = models.CharField(_("reason"), max_length=32, choices=Reason)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(_("who"), max_length=LONGEST_LOGIN, blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}: {self.reason}"
