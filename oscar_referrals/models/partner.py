"""A partner: an organization that gets a share of what the shop sells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Partner(models.Model):
    """A non-profit or another organization. `description` is public, `contact` is for staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    description = models.TextField(_("what everybody may read"), max_length=2000, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    is_active = models.BooleanField(_("takes part"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
