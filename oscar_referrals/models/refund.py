"""Refunds of the shop's orders, as they were reported to us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.append_only import AppendOnly


class Refund(AppendOnly):
    """One refund of one order, once per reference.

    `amount` is what the customer got back, in the order's currency. `names_lines` tells whether
    the shop said which lines came back (none for a refund of shipping); if it did not, the amount
    is spread over the whole order.
    """

    order = models.ForeignKey("order.Order", null=True, on_delete=models.SET_NULL, related_name="+")
    order_number = models.CharField(_("order number"), max_length=128, db_index=True)
    reference = models.CharField(_("reference"), max_length=128)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    names_lines = models.BooleanField()
    is_chargeback = models.BooleanField(_("chargeback"), default=False)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = (
            models.UniqueConstraint(
                fields=("order_number", "reference"), name="referrals_refund_once_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="referrals_refund_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_number} {self.reference}"


class RefundedLine(AppendOnly):
    """How many pieces of one order line came back with one refund."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line_id = models.PositiveBigIntegerField()
    quantity = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("refunded line")
        verbose_name_plural = _("refunded lines")
        constraints = (
            models.UniqueConstraint(
                fields=("refund", "line_id"), name="referrals_line_once_per_refund"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"
