"""Due work of a program or a referral. A row names its subject by number; here is what it means."""

from django.db.models import Q, QuerySet

from oscar_referrals.models import Advocate, Program, Referral, Work, WorkStatus

ABOUT_ADVOCATES = ("tell_joined",)
ABOUT_ORDERS = ("order_changed",)
ABOUT_REFERRALS = (
    "screen",
    "release",
    "issue",
    "tell_friend_ordered",
    "tell_invitation_used",
    "tell_reward_ready",
    "tell_referral_ended",
    "tell_reward_taken_back",
)


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
        | Q(
            kind__in=ABOUT_ADVOCATES,
            subject__in=Advocate.objects.filter(program=program).values("pk"),
        )
    )
    failed = Q(status=WorkStatus.DEAD) | Q(status=WorkStatus.WAITING, attempts__gt=0)
    return Work.objects.filter(about_it & failed).order_by("due_at", "pk")
