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
