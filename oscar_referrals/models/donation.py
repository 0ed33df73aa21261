"""What a community program gives: the pledge to a partner, and each order's share of it."""

from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

#: How long after its end a pledge is looked at, for orders that come late.
COUNTED_AFTER_THE_END = timedelta(days=2)


class CountedOrders(models.TextChoices):
    """Which orders in the time window count."""

    EVERY = "every", _("every order")
    WITH_CODE = "with_code", _("only orders with the partner's code")


class Pledge(models.Model):
    """A share of the net proceeds of chosen ranges, in a time window, for one partner.

    `ranges` are the keys of the shop's ranges; an empty list means all goods. Everything is fixed
    when the pledge is made, except that it can end earlier. Orders placed from `starts_at` until
    just before `ends_at` count, also those from before the pledge was made.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="pledges"
    )
    partner = models.ForeignKey(
        "oscar_referrals.Partner", on_delete=models.PROTECT, related_name="pledges"
    )
    percent = models.DecimalField(_("percent of net proceeds"), max_digits=5, decimal_places=2)
    ranges = models.JSONField(_("ranges"), default=list, blank=True)
    counts = models.CharField(
        _("which orders count"),
        max_length=16,
        choices=CountedOrders,
        default=CountedOrders.EVERY,
    )
    currency = models.CharField(_("currency"), max_length=12)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__gt=0) & Q(percent__lte=100),
                name="referrals_pledge_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="referrals_pledge_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} {self.percent} %"


class Donation(models.Model):
    """One order's share of one pledge. All amounts are in `currency`.

    `lines` are the order lines that count, `base` their value without tax and after every discount
    when they were counted. `target` is what the pledge gives for what is left of them, `accrued`
    what was posted: less than the target while the budget has no room. An order without a counting
    line keeps a row with nothing in it, so that it is looked at once.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="donations")
    order = models.ForeignKey("order.Order", null=True, on_delete=models.SET_NULL, related_name="+")
    order_number = models.CharField(_("order number"), max_length=128)
    placed_at = models.DateTimeField(_("ordered"))
    currency = models.CharField(_("currency"), max_length=12)
    lines = models.JSONField(default=list)
    base = models.DecimalField(max_digits=12, decimal_places=2)
    target = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    accrued = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    postings = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = (
            models.UniqueConstraint(
                fields=("pledge", "order_number"), name="referrals_donation_once_per_order"
            ),
            models.CheckConstraint(
                condition=Q(accrued__gte=0)
                & Q(accrued__lte=F("base"))
                & Q(target__gte=0)
                & Q(target__lte=F("base")),
                name="referrals_donation_within_proceeds",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_number} {self.accrued} {self.currency}"
