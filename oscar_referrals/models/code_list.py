"""Codes of other retailers' gift cards, bought in advance: lists, and who got which code."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodeList(models.Model):
    """Codes of one retailer, all worth the same.

    `warn_below` is how few may be left before `warn_email` is told.
    """

    label = models.CharField(_("name for customers"), max_length=100, unique=True)
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    currency = models.CharField(_("currency"), max_length=12)
    value = models.DecimalField(_("worth of each code"), max_digits=12, decimal_places=2)
    warn_below = models.PositiveIntegerField(_("warn when fewer are left"), default=10)
    warn_email = models.EmailField(_("who is warned"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("code list")
        verbose_name_plural = _("code lists")
        ordering = ("label",)
        constraints = (
            models.CheckConstraint(
                condition=Q(value__gt=0), name="referrals_code_list_worth_something"
            ),
        )

    def __str__(self) -> str:
        return self.label


class ListedCode(models.Model):
    """One code. It is given to one reward, and a reward gets one code."""

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    text = models.CharField(_("code"), max_length=100)
    reward = models.OneToOneField(
        "oscar_referrals.Reward", null=True, on_delete=models.PROTECT, related_name="listed_code"
    )
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("listed code")
        verbose_name_plural = _("listed codes")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("code_list", "text"), name="referrals_listed_code_once"
            ),
        )

    def __str__(self) -> str:
        return f"code {self.pk}"
