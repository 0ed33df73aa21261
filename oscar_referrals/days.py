"""Dates as people say them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from oscar_referrals.clock import page_now


def format_day(moment: datetime | date) -> str:
    """Return the day of a moment in the shop's time zone: "2 June", or "2 June 2027" if that is
    not this year."""
    day = _local_day(moment)
    is_this_year = day.year == _local_day(page_now()).year
    return date_format(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")


def _local_day(moment: datetime | date) -> date:
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment
