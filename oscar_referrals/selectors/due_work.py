"""Due work: what is known of it. A row names its subject by number; here is what it means."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from oscar_referrals.clock import database_now
from oscar_referrals.models import Advocate, Program, Referral, Work, WorkRun
from oscar_referrals.models.work import HAS_FAILED

#: After so long without a run somebody should look at the scheduler.
PATIENCE = timedelta(minutes=10)

ABOUT_ADVOCATES = ("tell_joined", "remind", "thank")
ABOUT_PROGRAMS = ("program_changed",)
ABOUT_ORDERS = ("order_changed",)
ABOUT_REFERRALS = (
    "screen",
    "release",
    "issue",
    "extras",
    "tell_friend_ordered",
    "tell_invitation_used",
    "tell_on_its_way",
    "tell_reward_ready",
    "tell_referral_ended",
    "tell_appeal_answered",
    "tell_reward_taken_back",
)


@dataclass(frozen=True, slots=True)
class LastRun:
    """When due work was last looked for; `finished_at` is None if it never was."""

    finished_at: datetime | None
    asked_at: datetime

    @property
    def is_late(self) -> bool:
        """Whether nobody has looked for longer than ten minutes."""
        return self.finished_at is None or self.finished_at < self.asked_at - PATIENCE


def work_of_referral(referral: Referral) -> "QuerySet[Work]":
    """Return everything done or to be done about a referral, oldest first, messages included."""
    about_it = Q(kind__in=ABOUT_REFERRALS, subject=referral.pk)
    if referral.order_id is not None:
        about_it |= Q(kind__in=ABOUT_ORDERS, subject=referral.order_id)
    return Work.objects.filter(about_it).order_by("due_at", "pk")


def failed_work_of_program(program: Program) -> "QuerySet[Work]":
    """Return a program's work that has failed: given up, or to be tried again."""
    referrals = Referral.objects.filter(program=program)
    orders = referrals.filter(order__isnull=False)
    about_it = (
        Q(kind__in=ABOUT_REFERRALS, subject__in=referrals.values("pk"))
        | Q(kind__in=ABOUT_ORDERS, subject__in=orders.values("order_id"))
        | Q(kind__in=ABOUT_PROGRAMS, subject=program.pk)
        | Q(
            kind__in=ABOUT_ADVOCATES,
            subject__in=Advocate.objects.filter(program=program).values("pk"),
        )
    )
    return Work.objects.filter(about_it & HAS_FAILED).order_by("due_at", "pk")


def failed_work() -> "QuerySet[Work]":
    """Return all work that has failed, what was given up first."""
    return Work.objects.filter(HAS_FAILED).order_by("status", "due_at", "pk")


def last_run() -> LastRun:
    """Tell when due work was last looked for, by database time. Two queries."""
    run = WorkRun.objects.first()
    finished_at = run.finished_at if run else None
    return LastRun(finished_at=finished_at, asked_at=database_now())
