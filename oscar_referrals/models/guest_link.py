"""A link sent by e-mail, with which somebody without an account opens his page."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuestLink(models.Model):
    """Proof that whoever opens it reads the mail of an address. It is deleted when it was used.

    `email` is kept no longer: due work takes expired links away. `language` is the one in which it
    was asked for.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    language = models.CharField(_("language"), max_length=16, blank=True)
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    class Meta:
        verbose_name = _("link for a guest")
        verbose_name_plural = _("links for guests")

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"
