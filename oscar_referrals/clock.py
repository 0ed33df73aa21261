"""What time it is.

Money waits for the database's clock: all servers of a shop share it, and no server's own clock can
bring a reward forward. Demos and tests move it with the environment variable named below; a system
check refuses that variable in production.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

OFFSET_VARIABLE = "OSCAR_REFERRALS_CLOCK_OFFSET_DAYS"

_NOW_IN_UTC = {
    "postgresql": "SELECT STATEMENT_TIMESTAMP()",
    "mysql": "SELECT UTC_TIMESTAMP(6)",
    "sqlite": "SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')",
}


def offset() -> timedelta:
    """Return how far demos and tests have moved the clock; zero in production."""
    return timedelta(days=float(os.environ.get(OFFSET_VARIABLE) or "0"))


class DatabaseNow(Now):
    """The database's time in a query, in UTC whatever the session's time zone. No offset."""

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Use UTC_TIMESTAMP: CURRENT_TIMESTAMP follows the session's time zone."""
        return self.as_sql(compiler, connection, template="UTC_TIMESTAMP(6)", **extra)


def database_now() -> datetime:
    """Return the database's time, aware and in UTC, plus the offset. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW_IN_UTC[connection.vendor])
        answer = cursor.fetchone()[0]
    value = answer if isinstance(answer, datetime) else datetime.fromisoformat(answer)
    if timezone.is_naive(value):
        value = value.replace(tzinfo=UTC)
    return value.astimezone(UTC) + offset()


def page_now() -> datetime:
    """Return this machine's time plus the offset: for prices and pages, never to release money."""
    return datetime.now(UTC) + offset()
