"""A claim: a friend's acceptance of a code, bound to basket, then to account."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.share_message import DIRECT, LONGEST_CHANNEL


class ClaimSource(models.TextChoices):
    """How the friend came to the code."""

    LINK = "link", _("share link")
    TYPED = "typed", _("typed at checkout")
    ORDER = "order", _("found in the order")


class Claim(models.Model):
    """A friend said yes to an invitation. It keeps the terms of that moment.

    `token` is what the friend's browser remembers, signed; it says nothing about anybody.
    A claim is used once its referral exists; the referral's unique link to it decides.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.ForeignKey(
        "oscar_referrals.Code", on_delete=models.PROTECT, related_name="claims"
    )
    terms = models.ForeignKey(
        "oscar_referrals.Terms", on_delete=models.PROTECT, related_name="claims"
    )
    source = models.CharField(_("source"), max_length=16, choices=ClaimSource)
    channel = models.CharField(_("channel"), max_length=LONGEST_CHANNEL, default=DIRECT)
    basket = models.ForeignKey(
        "basket.Basket", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"))
    expires_at = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-claimed_at", "-pk")
        indexes = (models.Index(fields=("code", "basket"), name="referrals_claim_basket"),)

    def __str__(self) -> str:
        return f"{self.code_id} {self.source}"
