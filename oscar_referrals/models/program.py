"""A program: a name, a schedule, a budget and its current terms."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.exceptions import Refused
from oscar_referrals.money import exact
from oscar_referrals.reasons import Reason

if TYPE_CHECKING:
    from oscar_referrals.models.terms import Terms


class ProgramState(models.TextChoices):
    """Where a program stands. `ended` is final."""

    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class ProgramKind(models.TextChoices):
    """How a program reaches new customers. Chosen once, when it is made."""

    DIRECT = "direct", _("Direct: customers invite friends")
    IMPLICIT = "implicit", _("Implicit: cards and parcel inserts carry a code")
    TANGIBLE = "tangible", _("Tangible: good customers get gifts to give away")
    COMMUNITY = "community", _("Community: a partner organization gets a share of sales")


class Program(models.Model):
    """One referral program of the shop.

    The offer and the voucher set are Oscar rows that the shop's side keeps for the program; both
    are created with it and never changed afterwards.
    """

    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("Customers see it in their basket.")
    )
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    kind = models.CharField(
        _("kind"), max_length=16, choices=ProgramKind, default=ProgramKind.DIRECT
    )
    state = models.CharField(
        _("state"), max_length=16, choices=ProgramState, default=ProgramState.DRAFT, editable=False
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    precedence = models.PositiveSmallIntegerField(
        _("precedence"),
        default=0,
        help_text=_("Of several open programs customers are offered the highest number first."),
    )
    target = models.DecimalField(
        _("target"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("10.00"),
        help_text=_("How many percent of the visitors are to order and keep it."),
    )
    looks_at_words = models.BooleanField(
        _("own words are looked at first"),
        default=False,
        help_text=_("Staff approve a code of a customer's own word before it works."),
    )
    current_terms = models.ForeignKey(
        "oscar_referrals.Terms",
        verbose_name=_("current terms"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    offer = models.OneToOneField(
        "offer.ConditionalOffer",
        verbose_name=_("offer"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    voucher_set = models.OneToOneField(
        "voucher.VoucherSet",
        verbose_name=_("voucher set"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(target__gt=0) & Q(target__lte=100),
                name="referrals_target_is_percentage",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def terms_in_force(self) -> "Terms":
        """Return the current terms. Raises Refused if the program has none yet."""
        if self.current_terms is None:
            raise Refused(Reason.CODE_NOT_STARTED)
        return self.current_terms

    def is_open_at(self, moment: datetime) -> bool:
        """Tell whether codes of this program work at that moment."""
        if self.state != ProgramState.LIVE or self.current_terms_id is None:
            return False
        return self.has_started_at(moment) and not self.has_ended_at(moment)

    def has_started_at(self, moment: datetime) -> bool:
        """Tell whether the schedule has begun."""
        return self.starts_at is None or self.starts_at <= moment

    def has_ended_at(self, moment: datetime) -> bool:
        """Tell whether the program is over, by its schedule or by decision."""
        is_past = self.ends_at is not None and self.ends_at <= moment
        return is_past or self.state == ProgramState.ENDED


#: From this share of its cap on a budget asks for a person.
NEARLY_ALL = Decimal("0.8")


class Budget(models.Model):
    """What a program may cost in one currency, friend discounts and rewards together.

    `reserved` is promised to advocates whose hold is running; `committed` is spent for good:
    discounts given and rewards issued, less what was taken back. Changed by one conditional UPDATE
    only, so that no race can pass the cap.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="budgets")
    currency = models.CharField(_("currency"), max_length=12)
    cap = models.DecimalField(_("at most"), max_digits=12, decimal_places=2, null=True, blank=True)
    reserved = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False)
    committed = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "currency"), name="referrals_budget_once_per_currency"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(committed__gte=0),
                name="referrals_budget_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program} {self.currency}"

    @property
    def used(self) -> Decimal:
        """Return what is reserved and committed together, in the budget's currency."""
        return self.reserved + self.committed

    @property
    def is_nearly_used(self) -> bool:
        """Tell whether a fifth of what it may cost is left, or less: time to look at it."""
        return self.cap is not None and self.used >= self.cap * NEARLY_ALL


def fits_budget(amount: Decimal) -> Q:
    """Return the condition under which a budget can take `amount` more."""
    used = exact(F("reserved") + F("committed") + amount)
    return Q(cap__isnull=True) | Q(cap__gte=used)
