"""A code: an advocate's code in a program. It is an Oscar voucher code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Code(models.Model):
    """One code of one advocate. Retired codes stay known but no longer work.

    `friends` counts orders under terms that limit them; see `oscar_referrals.flows.limits`.
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
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")

    def __str__(self) -> str:
        return self.text
