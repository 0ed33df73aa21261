"""The hours in which nobody is disturbed with what can wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from oscar_referrals.conf import settings


def end_of_quiet_hours(moment: datetime) -> datetime | None:
    """Return when the quiet hours end that a moment lies in; None if it lies in none.

    They are hours of the shop's day, and may last over midnight.
    """
    hours = settings.QUIET_HOURS
    if hours is None:
        return None
    start, end = (time.fromisoformat(text) for text in hours)
    now = moment.astimezone(ZoneInfo(settings.QUIET_TIME_ZONE))
    if not _lies_within(now.time(), start=start, end=end):
        return None
    day = now.date() if now.time() < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=now.tzinfo)


def _lies_within(moment: time, *, start: time, end: time) -> bool:
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end
