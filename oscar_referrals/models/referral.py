"""A referral: an advocate, a friend and the friend's first qualifying order."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.reasons import Reason


class ReferralState(models.TextChoices):
    """Where a referral stands; see `oscar_referrals.lifecycle` for the moves."""

    PENDING = "pending", _("Ordered")
    HELD = "held", _("Waiting for the return time to end")
    REVIEW = "review", _("In review")
    APPROVED = "approved", _("Approved")
    REWARDED = "rewarded", _("Rewarded")
    VOIDED = "voided", _("Voided")
    CLAWED_BACK = "clawed_back", _("Taken back")


class Referral(models.Model):
    """One friend who ordered by an advocate's code.

    All amounts are in `currency`. `base` is the value of the order's lines after every discount,
    `promise` what the advocate gets if all of it is kept. Both are fixed when the order is placed.
    `decision` keeps what every rule answered when the order was placed, with its values.
    `claimed_identity` is emptied when a cancelled order gives the friend another chance.
    """

    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="referrals"
    )
    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="referrals"
    )
    terms = models.ForeignKey(
        "oscar_referrals.Terms", on_delete=models.PROTECT, related_name="referrals"
    )
    claim = models.OneToOneField(
        "oscar_referrals.Claim", on_delete=models.PROTECT, related_name="referral"
    )
    order = models.OneToOneField(
        "order.Order", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    order_number = models.CharField(_("order number"), max_length=128, db_index=True)
    friend = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    friend_identity = models.CharField(max_length=64, editable=False)
    claimed_identity = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001

    state = models.CharField(
        _("state"),
        max_length=16,
        choices=ReferralState,
        default=ReferralState.PENDING,
        editable=False,
        db_index=True,
    )
    reason = models.CharField(_("reason"), max_length=32, blank=True)
    placed_at = models.DateTimeField(_("ordered"))
    moved_at = models.DateTimeField(_("last change"))
    due_at = models.DateTimeField(_("reward due"), null=True, blank=True)

    currency = models.CharField(_("currency"), max_length=12)
    base = models.DecimalField(_("order value"), max_digits=12, decimal_places=2)
    discount = models.DecimalField(_("friend's discount"), max_digits=12, decimal_places=2)
    promise = models.DecimalField(_("promised reward"), max_digits=12, decimal_places=2)

    decision = models.JSONField(_("rules and their answers"), default=dict)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ("-placed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "claimed_identity"),
                name="referrals_friend_once_per_program",
            ),
            models.CheckConstraint(
                condition=Q(base__gte=0) & Q(discount__gte=0) & Q(promise__gte=0),
                name="referrals_referral_amounts_not_negative",
            ),
        )
        indexes = (models.Index(fields=("advocate", "-placed_at"), name="referrals_by_advocate"),)

    def __str__(self) -> str:
        return f"{self.program} {self.order_number}"

    @property
    def order_value(self) -> Decimal:
        """What the goods cost before the invitation's own discount, in `currency`."""
        return self.base if self.terms.pays_shipping else self.base + self.discount


#: States after the reward was issued: it stands, or was taken back.
PAID = (ReferralState.REWARDED, ReferralState.CLAWED_BACK)

#: Reasons that say that an order never came to be.
UNDONE = (Reason.ORDER_CANCELLED, Reason.ORDER_GONE)


def was_undone(*, prefix: str = "") -> Q:
    """Return the condition under which a referral's order never came to be.

    Then budget, place and (if the terms say so) the friend's turn are free again. `prefix` leads
    from the queried model to the referral.
    """
    ended = (ReferralState.VOIDED, ReferralState.CLAWED_BACK)
    return Q(**{f"{prefix}state__in": ended, f"{prefix}reason__in": UNDONE})
