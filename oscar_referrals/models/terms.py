"""Terms: an immutable, numbered snapshot of everything a program promises and requires."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FriendBenefit(models.TextChoices):
    """What a friend gets off the first order.

    The value of free shipping is the most that the shipping may cost, that of a free piece the most
    that the piece may cost.
    """

    AMOUNT = "amount", _("an amount off the order")
    PERCENTAGE = "percentage", _("a percentage off the order")
    SHIPPING = "shipping", _("free shipping")
    TWO_FOR_ONE = "two_for_one", _("two for the price of one")
    FREE_PIECE = "free_piece", _("a piece for free")


class RewardShape(models.TextChoices):
    """How the size of the advocate's reward is found."""

    FIXED = "fixed", _("a fixed amount")
    PERCENTAGE = "percentage", _("a percentage of the friend's order")


class ClawbackPolicy(models.TextChoices):
    """What a refund takes back from the advocate."""

    FULL = "full", _("any refund takes all of the reward back")
    PROPORTIONAL = "proportional", _("the reward shrinks with the order")
    NONE = "none", _("an issued reward stays")


class Recovery(models.TextChoices):
    """What happens to a clawback that the advocate's credit does not cover."""

    RECEIVABLE = "receivable", _("it is set off against the next reward")
    WRITE_OFF = "write_off", _("it is written off")


_PIECES: dict[str, int] = {FriendBenefit.TWO_FOR_ONE: 2, FriendBenefit.FREE_PIECE: 1}


class Terms(models.Model):
    """What was promised, for ever. Claims and referrals keep the terms they began with.

    All amounts are in `currency`. The chosen rules are lists of `{"rule": name, figure: value}`;
    see `oscar_referrals.eligibility`. A change of mind is a new row with the next number.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program",
        verbose_name=_("program"),
        on_delete=models.PROTECT,
        related_name="terms",
    )
    number = models.PositiveIntegerField(_("number"))
    currency = models.CharField(_("currency"), max_length=12)

    friend_benefit = models.CharField(
        _("the friend gets"), max_length=16, choices=FriendBenefit, default=FriendBenefit.AMOUNT
    )
    friend_value = models.DecimalField(
        _("how much"), max_digits=12, decimal_places=2, help_text=_("An amount or a percentage.")
    )
    friend_range = models.CharField(
        _("a free piece of"),
        max_length=128,
        default="",
        blank=True,
        help_text=_("The short name of a range; empty for all goods."),
    )
    minimum = models.DecimalField(
        _("from an order of"), max_digits=12, decimal_places=2, default=Decimal("0.00")
    )
    combines_with_offers = models.BooleanField(
        _("can be combined with other offers"), default=False
    )
    new_customers_only = models.BooleanField(_("first orders only"), default=True)
    claim_days = models.PositiveSmallIntegerField(
        _("days a claimed invitation stays valid"), default=30
    )

    advocate_rules = models.JSONField(_("who may be an advocate"), default=list, blank=True)
    friend_rules = models.JSONField(_("who may be a friend"), default=list, blank=True)
    order_rules = models.JSONField(_("what order counts"), default=list, blank=True)

    reward_kind = models.CharField(_("the advocate gets"), max_length=32, default="store_credit")
    reward_shape = models.CharField(
        _("sized by"), max_length=16, choices=RewardShape, default=RewardShape.FIXED
    )
    reward_value = models.DecimalField(
        _("how much"), max_digits=12, decimal_places=2, help_text=_("An amount or a percentage.")
    )
    reward_cap = models.DecimalField(
        _("at most"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    reward_days = models.PositiveSmallIntegerField(_("days a voucher stays valid"), default=365)
    hold_days = models.PositiveSmallIntegerField(
        _("days to wait after delivery"),
        default=14,
        help_text=_("At least the time in which customers may return goods."),
    )
    advocate_limit = models.PositiveSmallIntegerField(
        _("rewards per advocate in 30 days before staff look"), default=10
    )
    advocate_total = models.PositiveIntegerField(
        _("friends per advocate in all"), null=True, blank=True
    )
    code_total = models.PositiveIntegerField(_("friends per code in all"), null=True, blank=True)
    frees_cancelled_friend = models.BooleanField(
        _("a friend whose order was cancelled may use an invitation again"), default=True
    )
    clawback = models.CharField(
        _("after a refund"),
        max_length=16,
        choices=ClawbackPolicy,
        default=ClawbackPolicy.PROPORTIONAL,
    )
    recovery = models.CharField(
        _("if the reward is already spent"),
        max_length=16,
        choices=Recovery,
        default=Recovery.RECEIVABLE,
    )
    reward_steps = models.JSONField(_("more for larger orders"), default=list, blank=True)
    reward_needs_claim = models.BooleanField(
        _("the advocate has to claim the reward"), default=False
    )
    reward_claim_days = models.PositiveSmallIntegerField(_("days to claim a reward"), default=60)
    extra_rewards = models.JSONField(_("extra rewards"), default=list, blank=True)
    reward_options = models.JSONField(_("which reward"), default=dict, blank=True)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ("program", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "number"), name="referrals_terms_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(friend_value__gt=0)
                & Q(minimum__gte=0)
                & Q(reward_value__gt=0)
                & (Q(reward_cap__isnull=True) | Q(reward_cap__gt=0)),
                name="referrals_terms_amounts_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write new terms. Terms that exist cannot be changed: raises TypeError."""
        if self.pk is not None:
            raise TypeError("Terms are immutable. Make new ones.")
        super().save(*args, **kwargs)

    @property
    def claim_window(self) -> timedelta:
        """How long a friend may wait between claiming and ordering."""
        return timedelta(days=self.claim_days)

    @property
    def pays_shipping(self) -> bool:
        """Whether the friend's benefit is the shipping, so that the goods keep their prices."""
        return self.friend_benefit == FriendBenefit.SHIPPING

    @property
    def is_amount_off(self) -> bool:
        """Whether the friend's benefit is a figure off the order."""
        return self.friend_benefit in (FriendBenefit.AMOUNT, FriendBenefit.PERCENTAGE)

    @property
    def friend_pieces(self) -> int:
        """How many pieces a friend has to buy so that one of them is free; 0 if none is."""
        return _PIECES.get(self.friend_benefit, 0)

    @property
    def hold(self) -> timedelta:
        """How long a reward waits after delivery."""
        return timedelta(days=self.hold_days)
