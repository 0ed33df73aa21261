"""Due work: everything that has to happen later, as rows with a due date.

The same table is the outbox: what an order sets going is written in the order's own transaction.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WorkStatus(models.TextChoices):
    """What became of a piece of work."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    DEAD = "dead", _("Failed, needs a person")


#: Given up, or failed before and waiting to be tried again.
HAS_FAILED = Q(status=WorkStatus.DEAD) | Q(status=WorkStatus.WAITING, attempts__gt=0)


class Work(models.Model):
    """One thing to do, once. `kind` names the handler, `subject` the row it is about."""

    kind = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField(_("due"))
    status = models.CharField(max_length=16, choices=WorkStatus, default=WorkStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("due work")
        verbose_name_plural = _("due work")
        indexes = (models.Index(fields=("status", "due_at"), name="referrals_work_due"),)

    def __str__(self) -> str:
        return self.key


class WorkRun(models.Model):
    """When due work was last looked for: one row, so that staff notice when nobody looks."""

    finished_at = models.DateTimeField(_("last run"))
    done = models.PositiveIntegerField(_("done in that run"))

    class Meta:
        verbose_name = _("run of due work")
        verbose_name_plural = _("runs of due work")

    def __str__(self) -> str:
        return f"{self.finished_at:%Y-%m-%d %H:%M}"
