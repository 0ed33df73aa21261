"""The databases of the matrix, and how a process is told to use one of them."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

READ_COMMITTED, REPEATABLE_READ = "read committed", "repeatable read"
MARIADB = os.environ.get("RELIABILITY_MARIADB", "mysql://root@127.0.0.1:3306")
SECONDS_TO_ANSWER = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the matrix. A plain one is its database as Django connects to it by default."""

    database: str
    address: str
    isolation: str
    has_atomic_requests: bool

    @property
    def is_plain(self) -> bool:
        """Tell whether tests that need only one cell of each database run here."""
        return not self.has_atomic_requests and self.isolation != REPEATABLE_READ

    @property
    def environment(self) -> dict[str, str]:
        """What a process in this place is told."""
        return {
            "TEST_DATABASE": self.address,
            "TEST_ISOLATION": "" if self.address == "sqlite" else self.isolation,
            "TEST_ATOMIC_REQUESTS": str(int(self.has_atomic_requests)),
            "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
        }


def all_places() -> Iterator[Place]:
    """Yield every cell whose database can be reached."""
    databases = [
        ("SQLite", "sqlite", ("serializable",)),
        ("PostgreSQL", "postgresql", (READ_COMMITTED, REPEATABLE_READ)),
    ]
    if is_reachable(MARIADB):
        databases.append(("MariaDB", MARIADB, (READ_COMMITTED, REPEATABLE_READ)))
    for database, address, isolations in databases:
        for isolation in isolations:
            for has_atomic_requests in (False, True):
                yield Place(database, address, isolation, has_atomic_requests)


def is_reachable(address: str) -> bool:
    """Tell whether somebody listens at the address of a database server."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname, parts.port or 3306), SECONDS_TO_ANSWER):
            return True
    except OSError:
        return False
