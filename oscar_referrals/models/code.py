"""A code: an advocate's code in a program. It is an Oscar voucher code."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_referrals.codes import likeness_of

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class LikenessField(_Text):
    """How the text of a code looks; written with the text, also where many codes are written."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return what goes into the database."""
        likeness = likeness_of(getattr(model_instance, "text"))  # noqa: B009
        setattr(model_instance, self.attname, likeness)
        return likeness


class Code(models.Model):
    """One code of one advocate. Retired codes stay known but no longer work.

    `friends` counts its orders that were not undone; see `oscar_referrals.flows.limits`. Codes that
    replaced each other are counted together, by the first of them: `counted_by`. The
    code of a gift works until `expires_at`; the program's budget keeps `held` for the friend who
    uses it, in the currency of its drop. `likeness` is the text as it reads to somebody who cannot
    tell look-alikes apart: no two codes look the same. A code that its advocate replaced knows the
    one that came after it, and whether a friend is led on to that or only told.
    """

    advocate = models.ForeignKey(
        "oscar_referrals.Advocate", on_delete=models.PROTECT, related_name="codes"
    )
    text = models.CharField(_("code"), max_length=32, unique=True)
    likeness = LikenessField(max_length=32, unique=True, editable=False)
    voucher = models.OneToOneField(
        "voucher.Voucher", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    friends = models.PositiveIntegerField(_("friends counted"), default=0, editable=False)
    counted_by = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    held = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    leads_on = models.BooleanField(_("leads on to the new code"), default=False)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = (
            models.CheckConstraint(condition=Q(held__gte=0), name="referrals_code_holds_something"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def friends_in_all(self) -> int:
        """Its friends and those of the codes that it replaced. One query, if there are such."""
        return self.counted_by.friends if self.counted_by else self.friends
