"""The clock of the whole example shop."""

from django.utils import timezone

from oscar_referrals.clock import offset


def move_clock() -> None:
    """Let Django's clock follow the offset with which a demo moves the referral program's.

    Oscar dates its orders by Django's clock; without this, an order placed "fifteen days ago"
    would carry today's date. Call it before any model is loaded.
    """
    moved_by = offset()
    if moved_by:
        machine_now = timezone.now
        timezone.now = lambda: machine_now() + moved_by
