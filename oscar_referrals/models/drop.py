"""A gift drop: the best customers get gifts that they give away."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DropMeasure(models.TextChoices):
    """By what the best customers are found."""

    SPEND = "spend", _("what they spent")
    ORDERS = "orders", _("how often they ordered")
    REFERRALS = "referrals", _("how many friends they brought")


@dataclass(frozen=True, slots=True)
class DropPlan:
    """Who gets a gift: the best so many people, by a measure of the last months."""

    measure: str
    months: int
    people: int


class Planned(models.Model):
    """Rows that keep the figures of a plan."""

    measure = models.CharField(_("the best by"), max_length=16, choices=DropMeasure)
    months = models.PositiveSmallIntegerField(_("in the last months"), default=12)
    people = models.PositiveSmallIntegerField(_("people"))

    class Meta:
        abstract = True

    @property
    def plan(self) -> DropPlan:
        """Return the plan as plain figures."""
        return DropPlan(self.measure, self.months, self.people)


class Drop(Planned):
    """Gifts of one day. `value` is what one gift takes off an order, in `currency`."""

    program = models.ForeignKey(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="drops"
    )
    name = models.CharField(_("name"), max_length=100)
    value = models.DecimalField(_("value of one gift"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12)
    valid_until = models.DateTimeField(_("valid until"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name = _("gift drop")
        verbose_name_plural = _("gift drops")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "name"), name="referrals_drop_once_per_name"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="referrals_drop_is_something"),
        )

    def __str__(self) -> str:
        return self.name


class Gift(models.Model):
    """One gift of a drop: a code that its giver hands on, and that works once."""

    drop = models.ForeignKey(Drop, on_delete=models.PROTECT, related_name="gifts")
    giver = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="gifts"
    )
    code = models.OneToOneField(
        "oscar_referrals.Code", on_delete=models.PROTECT, related_name="gift"
    )

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = (
            models.UniqueConstraint(fields=("drop", "giver"), name="referrals_gift_once_per_drop"),
        )

    def __str__(self) -> str:
        return f"{self.drop} {self.code}"


class DropSchedule(Planned):
    """A drop that due work makes again and again, until `ended_at`."""

    program = models.OneToOneField(
        "oscar_referrals.Program", on_delete=models.PROTECT, related_name="drop_schedule"
    )
    every_months = models.PositiveSmallIntegerField(_("every so many months"), default=3)
    valid_days = models.PositiveSmallIntegerField(_("days a gift stays valid"), default=60)
    next_at = models.DateTimeField(_("next drop"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule of gift drops")
        verbose_name_plural = _("schedules of gift drops")

    def __str__(self) -> str:
        return f"{self.program} {self.next_at:%Y-%m-%d}"
