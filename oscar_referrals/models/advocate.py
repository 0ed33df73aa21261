"""An advocate: a customer who invites friends."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Advocate(models.Model):
    """One customer in one program.

    The identity stays when the account is deleted, so nobody can come back as somebody else.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="advocates"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="referral_advocates",
    )
    identity = models.CharField(max_length=64, editable=False)
    shown_name = models.CharField(
        _("first name shown to friends"),
        max_length=40,
        blank=True,
        help_text=_("Leave it empty to stay “a friend”."),
    )
    friends = models.PositiveIntegerField(_("friends counted"), default=0, editable=False)
    decision = models.JSONField(_("rules and their answers"), default=dict, editable=False)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("advocate")
        verbose_name_plural = _("advocates")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "identity"), name="referrals_advocate_once_per_program"
            ),
        )

    def __str__(self) -> str:
        return self.shown_name or f"advocate {self.pk}"
