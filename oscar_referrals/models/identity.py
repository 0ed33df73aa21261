"""Which identities have ordered: an index of the shop's orders that outlives accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexedOrder(models.Model):
    """One order of the shop, known by the identity of the person who placed it.

    Guest orders from before the program was installed are here as well. The row stays when the
    order or the account is deleted.
    """

    order = models.OneToOneField(
        "order.Order", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    number = models.CharField(_("order number"), max_length=128)
    identity = models.CharField(max_length=64)
    placed_at = models.DateTimeField(_("ordered"))
    was_guest = models.BooleanField(_("as a guest"))

    class Meta:
        verbose_name = _("indexed order")
        verbose_name_plural = _("indexed orders")
        # Not `db_index`: on PostgreSQL that makes a second index, which only LIKE could use.
        indexes = (models.Index(fields=("identity",), name="referrals_indexed_identity"),)

    def __str__(self) -> str:
        return self.number
