"""Whom staff have asked to be an advocate: the list of programs that are by invitation only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AllowedAdvocate(models.Model):
    """One e-mail address, in small letters, on the list of one program."""

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.CASCADE, related_name="allowed_advocates"
    )
    email = models.EmailField(_("e-mail address"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("allowed advocate")
        verbose_name_plural = _("allowed advocates")
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                fields=("program", "email"), name="referrals_allowed_advocate_once"
            ),
        )

    def __str__(self) -> str:
        return self.email
