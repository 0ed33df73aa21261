"""A reward: what one side receives for a referral."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RewardState(models.TextChoices):
    """Where a reward stands; see `oscar_referrals.lifecycle` for the moves."""

    PROMISED = "promised", _("Promised")
    CLAIMABLE = "claimable", _("To be claimed")
    ISSUED = "issued", _("Ready")
    PART_USED = "part_used", _("Partly used")
    USED = "used", _("Used")
    REVOKED = "revoked", _("Taken back")
    EXPIRED = "expired", _("Expired")


#: While a personal voucher is in one of these states, its owner can use it.
USABLE = (RewardState.ISSUED, RewardState.PART_USED)


class Side(models.TextChoices):
    """Whose reward it is."""

    ADVOCATE = "advocate", _("advocate")
    FRIEND = "friend", _("friend")


#: The slot of the reward that terms promise the advocate for every referral.
MAIN = "main"


class Reward(models.Model):
    """One promise to one side of one referral, and what became of it.

    `slot` says which promise of the terms it keeps, once per referral. A `milestone` is reached by
    several referrals instead, once per advocate; it is emptied when it is taken back, so that it
    can be reached again. Its `referral` is the one that reached it.

    Amounts are in `currency`: `promise` at most, `granted` when issued, `clawed` of that taken
    back, `used` spent by the owner. `options` are the figures of its kind, as its terms say.
    """

    referral = models.ForeignKey(
        "oscar_referrals.Referral", on_delete=models.PROTECT, related_name="rewards"
    )
    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="rewards"
    )
    slot = models.CharField(max_length=16, null=True, default=MAIN)  # noqa: DJ001
    milestone = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001
    side = models.CharField(_("side"), max_length=16, choices=Side)
    kind = models.CharField(_("kind"), max_length=32)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=RewardState,
        default=RewardState.PROMISED,
        editable=False,
    )
    currency = models.CharField(_("currency"), max_length=12)
    promise = models.DecimalField(max_digits=12, decimal_places=2)
    granted = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    clawed = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    used = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    options = models.JSONField(_("which reward"), default=dict)
    uses = models.PositiveSmallIntegerField(_("orders it was used in"), default=0)
    voucher = models.OneToOneField(
        "voucher.Voucher", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        constraints = (
            models.UniqueConstraint(
                fields=("referral", "slot"), name="referrals_reward_once_per_slot"
            ),
            models.UniqueConstraint(
                fields=("advocate", "milestone"), name="referrals_milestone_once_per_advocate"
            ),
            models.CheckConstraint(
                condition=Q(clawed__gte=0)
                & Q(clawed__lte=F("granted"))
                & Q(granted__lte=F("promise")),
                name="referrals_reward_clawed_granted_promise",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.promise} {self.currency}"

    @property
    def net(self) -> Decimal:
        """What the owner was granted and may keep, in `currency`."""
        return self.granted - self.clawed

    @property
    def owner_id(self) -> int | None:
        """The account of whoever the reward belongs to; None if there is none (any more)."""
        return self.advocate.user_id if self.side == Side.ADVOCATE else self.referral.friend_id

    @property
    def owner(self) -> Any:
        """The customer whom the reward belongs to; None if the account was deleted."""
        return self.advocate.user if self.side == Side.ADVOCATE else self.referral.friend

    @property
    def is_for_bearer(self) -> bool:
        """Tell whether a voucher is for whoever knows its code, because its owner is a guest."""
        return self.side == Side.ADVOCATE and self.advocate.is_guest

    @property
    def owner_identity(self) -> str:
        """The identity of whoever the reward belongs to. It outlives the account."""
        if self.side == Side.ADVOCATE:
            return self.advocate.identity
        return self.referral.friend_identity


def belongs_to(user_id: int) -> Q:
    """Return the condition under which a reward belongs to a customer."""
    of_advocate = Q(side=Side.ADVOCATE, advocate__user_id=user_id)
    return of_advocate | Q(side=Side.FRIEND, referral__friend_id=user_id)
