"""A gift card: money for whoever knows its code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GiftCard(models.Model):
    """One reward that is a card. What is left on it is the balance of its account.

    The code is made when its owner asks to see it. It is stored nowhere: `digest` is its keyed
    hash, `last_signs` are what the owner recognizes it by.
    """

    reward = models.OneToOneField(
        "oscar_referrals.Reward", on_delete=models.PROTECT, related_name="gift_card"
    )
    account = models.OneToOneField(
        "oscar_referrals.Account", on_delete=models.PROTECT, related_name="gift_card"
    )
    digest = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    last_signs = models.CharField(_("last signs"), max_length=4, blank=True, editable=False)
    shown_at = models.DateTimeField(_("code shown"), null=True, editable=False)

    class Meta:
        verbose_name = _("gift card")
        verbose_name_plural = _("gift cards")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"gift card {self.pk}"
