"""A partner's statement: the donations of a period, paid out once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models.append_only import AppendOnly


class PartnerStatement(models.Model):
    """What was posted for a partner in a program until a moment, and no statement had before.

    `starts_at` is where the statement before has ended, None for the first one. `amount` is more
    than nothing, in `currency`.
    """

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="partner_statements"
    )
    partner = models.ForeignKey(
        "oscar_referrals.Partner", on_delete=models.PROTECT, related_name="statements"
    )
    currency = models.CharField(_("currency"), max_length=12)
    starts_at = models.DateTimeField(_("from"), null=True)
    ends_at = models.DateTimeField(_("until"))
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    paid_at = models.DateTimeField(_("paid out"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reference = models.CharField(_("reference of the payment"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("partner's statement")
        verbose_name_plural = _("partners' statements")
        ordering = ("-ends_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "partner", "currency", "ends_at"),
                name="referrals_statement_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="referrals_statement_is_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} {self.number}"

    @property
    def number(self) -> str:
        """How the statement is called on paper."""
        return f"{self.program.slug}-{self.pk}"


class PartnerStatementLine(AppendOnly):
    """One posting on a statement. A posting is on one statement at most."""

    statement = models.ForeignKey(PartnerStatement, on_delete=models.PROTECT, related_name="lines")
    entry = models.OneToOneField(
        "oscar_referrals.Entry", on_delete=models.PROTECT, related_name="partner_statement_line"
    )

    class Meta:
        verbose_name = _("line of a partner's statement")
        verbose_name_plural = _("lines of partners' statements")

    def __str__(self) -> str:
        return f"{self.statement_id} {self.entry_id}"
