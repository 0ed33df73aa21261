"""A wish: an advocate asks for a code of his own word, and staff look at it first."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.codes import LONGEST_WORD

#: So many signs the answer may have.
LONGEST_ANSWER = 500


class CodeStep(models.TextChoices):
    """What staff do with codes, as the history tells it."""

    ASKED = "asked", _("Asked for")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    SHARED = "shared", _("Shared")
    TAKEN_BACK = "taken_back", _("Taken back")


class CodeWish(models.Model):
    """The word that an advocate would like as a code: at most one at a time.

    It waits as long as `answered_at` is empty. A refused one stays with its answer until the next.
    """

    advocate = models.OneToOneField(
        "oscar_referrals.Advocate", on_delete=models.CASCADE, related_name="wish"
    )
    word = models.CharField(_("word"), max_length=LONGEST_WORD)
    leads_on = models.BooleanField(_("leads on to the new code"), default=False)
    asked_at = models.DateTimeField(_("asked"))
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish for a code")
        verbose_name_plural = _("wishes for codes")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(~Q(answer=""), answered_at__isnull=False),
                name="referrals_wish_answered_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.word
