"""Printed cards: a batch of them lies somewhere or goes into parcels, and each scan is traced."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CardBatch(models.Model):
    """Cards that were made together, or all parcel inserts of a program.

    `advocate` owns the cards: a customer, who is rewarded for them, or a place of the shop's own,
    whose referrals are only counted. An insert may belong to the customer of its order instead; the
    code always says whose it is. `print_cost` is what the printer was paid for all of them, in
    `currency`. A batch without a name is that of the program's parcel inserts.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="card_batches"
    )
    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="card_batches"
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    words = models.CharField(_("words on the card"), max_length=90, blank=True)
    print_cost = models.DecimalField(_("print cost"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=12)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of cards")
        verbose_name_plural = _("batches of cards")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "name"), name="referrals_cards_once_per_name"
            ),
            models.CheckConstraint(
                condition=Q(print_cost__gte=0), name="referrals_cards_cost_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.name or gettext("Parcel inserts")

    @property
    def is_inserts(self) -> bool:
        """Tell whether these are the program's parcel inserts, made one by one with orders."""
        return not self.name


class Card(models.Model):
    """One code on paper, printed `copies` times: once, unless the whole batch shares one code.

    A card is blocked when its code is retired. The card that takes its place names it.
    """

    batch = models.ForeignKey(CardBatch, on_delete=models.PROTECT, related_name="cards")
    number = models.PositiveIntegerField(_("number"))
    code = models.OneToOneField(
        "oscar_referrals.Code", on_delete=models.PROTECT, related_name="card"
    )
    copies = models.PositiveIntegerField(_("copies"), default=1)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replacement"
    )
    order = models.OneToOneField(
        "order.Order", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "number"), name="referrals_card_number_once_per_batch"
            ),
            models.CheckConstraint(condition=Q(copies__gt=0), name="referrals_card_is_printed"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"
