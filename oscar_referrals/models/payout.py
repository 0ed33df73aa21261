"""Payouts: where customers want their money, and the batches in which it is transferred."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PayoutDetails(models.Model):
    """Where a customer wants his money. A change is a new row, and the newest counts.

    Nothing is paid out before `usable_from`. `email` is the address that the account had when the
    details were entered: the next change is told there, whoever has the account by then.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral_payout_details"
    )
    name = models.CharField(_("name"), max_length=70)
    destination = models.CharField(_("IBAN or other payout address"), max_length=140)
    email = models.EmailField(blank=True)
    entered_at = models.DateTimeField(_("entered"))
    usable_from = models.DateTimeField(_("used from"))

    class Meta:
        verbose_name = _("payout details")
        verbose_name_plural = _("payout details")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"payout details {self.pk}"

    @property
    def last_signs(self) -> str:
        """Return the last four signs of the destination, which its owner recognizes."""
        return self.destination[-4:]


class PayoutState(models.TextChoices):
    """Where a batch stands; see `oscar_referrals.lifecycle` for the moves."""

    DRAFT = "draft", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    EXPORTED = "exported", _("Exported")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PayoutBatch(models.Model):
    """What is paid out together, in one currency. Its lines never change.

    `digest` covers the lines as they were collected; approval and export refuse other ones. Who
    has collected a batch cannot approve it.
    """

    currency = models.CharField(_("currency"), max_length=12)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=PayoutState,
        default=PayoutState.DRAFT,
        editable=False,
    )
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    digest = models.CharField(max_length=64)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    collected_at = models.DateTimeField(_("collected"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ("-pk",)
        permissions = (
            ("approve_payoutbatch", "Can approve payouts"),
            ("export_payoutbatch", "Can export and settle payouts"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(collected_by__isnull=True)
                | ~Q(approved_by=F("collected_by")),
                name="referrals_payout_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(PayoutState.DRAFT, PayoutState.WITHDRAWN))
                | Q(approved_at__isnull=False),
                name="referrals_payout_approved_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.total} {self.currency}"


class PayoutLine(models.Model):
    """What one customer gets in one batch, and where it goes. Written once.

    `open_account` is the customer's account until the line is settled, then empty: so nobody is in
    two open batches. `failure` says why the money did not arrive, "" if it did.
    """

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(
        "oscar_referrals.Account", on_delete=models.PROTECT, related_name="payout_lines"
    )
    open_account = models.OneToOneField(
        "oscar_referrals.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="open_payout_line",
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    name = models.CharField(_("name"), max_length=70)
    destination = models.CharField(_("IBAN or other payout address"), max_length=140)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    failure = models.CharField(_("why it failed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payout line")
        verbose_name_plural = _("payout lines")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "account"), name="referrals_payout_line_once_per_account"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="referrals_payout_line_positive"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line. A line that exists cannot be changed: raises TypeError."""
        if self.pk is not None:
            raise TypeError("Lines of a payout are written once.")
        super().save(*args, **kwargs)

    @property
    def reference(self) -> str:
        """Return what names this transfer to the bank and to the customer."""
        return f"INVITE-{self.batch_id}-{self.pk}"


def digest_of_lines(lines: Iterable[PayoutLine]) -> str:
    """Return a fingerprint of who gets how much, and where."""
    parts = sorted(
        f"{line.account_id}\0{line.amount:.2f}\0{line.name}\0{line.destination}" for line in lines
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
