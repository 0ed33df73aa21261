"""A visit: an arrival by share link, QR scan or card. Rows are only ever inserted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.share_message import DIRECT, LONGEST_CHANNEL


class Visit(models.Model):
    """Somebody opened a share link.

    `visitor` is a keyed hash that changes every day: it tells two visitors of one day apart and
    nothing more. No address of a person or machine is stored. `channel` is how the link was shared.
    """

    code = models.ForeignKey(
        "oscar_referrals.Code", on_delete=models.CASCADE, related_name="visits"
    )
    arrived_at = models.DateTimeField(_("arrived"), db_index=True)
    visitor = models.CharField(max_length=64)
    channel = models.CharField(_("channel"), max_length=LONGEST_CHANNEL, default=DIRECT)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.code_id} {self.arrived_at:%Y-%m-%d %H:%M}"
