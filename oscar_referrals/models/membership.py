"""A membership: what exclusive access has given to a customer, as long as it lasts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """One reward that keeps one customer in a group. It is deleted when the access ends.

    `was_member_before` tells that the customer was in the group before any reward put him there.
    """

    reward = models.OneToOneField(
        "oscar_referrals.Reward", on_delete=models.PROTECT, related_name="membership"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral_memberships"
    )
    group = models.ForeignKey(
        "auth.Group", on_delete=models.CASCADE, related_name="referral_memberships"
    )
    was_member_before = models.BooleanField(_("was a member before"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.group} {self.user_id}"
