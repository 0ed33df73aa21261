"""A code: an advocate's code in a program. It is an Oscar voucher code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Code(models.Model):
    """One code of one advocate. Retired codes stay known but no longer work.

    `friends` counts orders under terms that limit them; see `oscar_referrals.flows.limits`. The
    code of a gift works until `expires_at`; the program's budget keeps `held` for the friend who
    uses it, in the currency of its drop.
    """

    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="codes"
    )
    text = models.CharField(_("code"), max_length=32, unique=True)
    voucher = models.OneToOneField(
        "voucher.Voucher", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    friends = models.PositiveIntegerField(_("friends counted"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    held = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = (
            models.CheckConstraint(condition=Q(held__gte=0), name="referrals_code_holds_something"),
        )

    def __str__(self) -> str:
        return self.text
