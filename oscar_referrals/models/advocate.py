"""An advocate: who invites friends, a customer or a partner organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AdvocateKind(models.TextChoices):
    """Who an advocate is. Only customers earn rewards; the others' referrals are counted."""

    CUSTOMER = "customer", _("customer")
    PARTNER = "partner", _("partner organization")
    HOUSE = "house", _("the shop itself")


class Advocate(models.Model):
    """One customer in one program, or one partner, or one place of the shop's own.

    The identity stays when the account is deleted, so nobody can come back as somebody else.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="advocates"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=AdvocateKind, default=AdvocateKind.CUSTOMER
    )
    partner = models.ForeignKey(
        "oscar_referrals.Partner", null=True, on_delete=models.PROTECT, related_name="advocates"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="referral_advocates",
    )
    identity = models.CharField(max_length=64, editable=False)
    shown_name = models.CharField(
        _("first name shown to friends"),
        max_length=40,
        blank=True,
        help_text=_("Leave it empty to stay “a friend”."),
    )
    friends = models.PositiveIntegerField(_("friends counted"), default=0, editable=False)
    decision = models.JSONField(_("rules and their answers"), default=dict, editable=False)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("advocate")
        verbose_name_plural = _("advocates")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "identity"), name="referrals_advocate_once_per_program"
            ),
            models.CheckConstraint(
                condition=Q(kind=AdvocateKind.PARTNER, partner__isnull=False)
                | Q(~Q(kind=AdvocateKind.PARTNER), partner__isnull=True),
                name="referrals_advocate_is_its_partner",
            ),
        )

    def __str__(self) -> str:
        return self.shown_name or f"advocate {self.pk}"

    @property
    def earns_rewards(self) -> bool:
        """Tell whether a referral is rewarded. The other kinds' referrals are only counted."""
        return self.kind == AdvocateKind.CUSTOMER
