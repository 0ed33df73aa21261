"""The tests' settings, on one isolation level, with or without ATOMIC_REQUESTS."""

import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

ISOLATION = os.environ.get("TEST_ISOLATION", "")
DATABASE: dict[str, Any] = DATABASES["default"]
DATABASE["ATOMIC_REQUESTS"] = os.environ.get("TEST_ATOMIC_REQUESTS") == "1"

if ISOLATION and DATABASE["ENGINE"].endswith("postgresql"):
    from psycopg import IsolationLevel

    DATABASE["OPTIONS"]["isolation_level"] = IsolationLevel[ISOLATION.upper().replace(" ", "_")]
elif ISOLATION:
    DATABASE["OPTIONS"]["isolation_level"] = ISOLATION

# Who waits for SQLite's one writer waits for his turn, however busy the machine is: what is tested
# is what happens then. T8 tests impatience, with a patience of its own.
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"]["timeout"] = 120

# Nobody reads the letters of these tests; Django's tests would keep each, and T12 measures memory.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
