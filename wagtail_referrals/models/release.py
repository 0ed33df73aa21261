"""A release: what of a program goes live together, when, and who has asked for and approved it."""

from datetime import datetime

import swapper
from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from oscar_referrals.models import Program


class Step(models.TextChoices):
    """How far a release is."""

    ASKED = "asked", _("Waits for a second person")
    APPROVED = "approved", _("Approved, waits for its time")
    RELEASED = "released", _("Live")
    FAILED = "failed", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")


class Release(models.Model):
    """New terms and pages of a program that go live together, or not at all.

    `terms` holds the fields of the new terms, {} if they stay; they replace the terms `replaces`
    and no others. Without `go_live_at` it goes live as soon as it is approved.
    """

    program = models.ForeignKey(
        Program, verbose_name=_("program"), on_delete=models.PROTECT, related_name="+"
    )
    terms = models.JSONField(_("new terms"), default=dict, blank=True)
    replaces = models.ForeignKey(
        "oscar_referrals.Terms", null=True, on_delete=models.PROTECT, related_name="+"
    )
    go_live_at = models.DateTimeField(_("goes live"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    released_at = models.DateTimeField(_("live since"), null=True)
    failed_at = models.DateTimeField(_("stopped"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    reason = models.TextField(_("why it was stopped"), blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-asked_at", "-pk")
        permissions = (("approve_release", "Can approve what others want to release"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(asked_by=None) | ~Q(approved_by=F("asked_by")),
                name="referrals_release_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program} #{self.pk}"

    @property
    def step(self) -> Step:
        """How far it is."""
        ends: tuple[tuple[datetime | None, Step], ...] = (
            (self.released_at, Step.RELEASED),
            (self.failed_at, Step.FAILED),
            (self.cancelled_at, Step.CANCELLED),
            (self.approved_at, Step.APPROVED),
        )
        return next((step for moment, step in ends if moment is not None), Step.ASKED)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to come."""
        return self.step in (Step.ASKED, Step.APPROVED)


class ReleasedPage(models.Model):
    """One page of a release, in the words that were there when it was asked for.

    A revision can be written over in place, so `sha256` is the hash of what it said then.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="pages")
    title = models.CharField(_("title"), max_length=255)
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("release", "page"), name="referrals_released_once"),
        )

    def __str__(self) -> str:
        return self.title


def waiting_pages() -> "QuerySet[ReleasedPage]":
    """Return the pages of the releases that are still to come."""
    return ReleasedPage.objects.filter(
        release__released_at=None, release__failed_at=None, release__cancelled_at=None
    )
