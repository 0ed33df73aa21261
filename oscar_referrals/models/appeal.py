"""An appeal: a customer asks staff to look again at an order that did not count."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: So many signs the customer's words and the answer may have.
LONGEST_WORDS = 500


class Appeal(models.Model):
    """One customer's word against the end of one referral; staff answer it once, for good.

    `words` are the customer's own and may be empty. It waits as long as `answered_at` is empty.
    """

    referral = models.OneToOneField(
        "oscar_referrals.Referral", on_delete=models.PROTECT, related_name="appeal"
    )
    words = models.CharField(_("the customer's words"), max_length=LONGEST_WORDS, blank=True)
    made_at = models.DateTimeField(_("made"))
    answer = models.CharField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(~Q(answer=""), answered_at__isnull=False),
                name="referrals_appeal_answered_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.referral_id} {self.made_at:%Y-%m-%d}"
