"""A reservation: what a friend at the payment page is sure to get, for a short while."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reservation(models.Model):
    """Budget and identity kept for one basket until it is paid, or the time is up.

    `amount` is discount and promise together, in `currency`, and counted in the budget's
    `reserved`. A basket that pays again after a failed card finds its own reservation; one that is
    deleted leaves it to end by itself, so that the budget gets the amount back.
    """

    basket = models.OneToOneField(
        "basket.Basket", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.CASCADE, related_name="+"
    )
    identity = models.CharField(max_length=64)
    currency = models.CharField(_("currency"), max_length=12)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    expires_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "identity"), name="referrals_reservation_once_per_friend"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="referrals_reservation_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
