"""Databases that were migrated once and are copied for every run.

A fresh migration of Oscar and Wagtail takes most of a minute, a copy takes a second. A snapshot
is known by a hash of every installed migration, so a changed migration makes a new one. Two
runs at the same time share the snapshot and nothing else.
"""

import fcntl
import hashlib
import importlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from tests.databases import cache_folder


class Snapshot(Protocol):
    """A copy of a migrated database, used by one run."""

    def start(self) -> None:
        """Make the copy, migrating first if nobody did, and connect Django to it."""

    def restore(self) -> None:
        """Bring the copy back to the state after the migrations."""

    def stop(self) -> None:
        """Remove the copy."""


def snapshot_for_this_run() -> Snapshot:
    """Return the snapshot that suits the database of the settings."""
    if connection.vendor == "sqlite":
        return SqliteSnapshot()
    if connection.vendor == "postgresql":
        return PostgresqlSnapshot()
    if connection.vendor == "mysql":
        return MariadbSnapshot()
    raise NotImplementedError(f"The tests keep no snapshot on {connection.vendor}.")


class SqliteSnapshot:
    """The migrated database is a file, and so is the copy."""

    def __init__(self) -> None:
        self.migrated = cache_folder() / f"{fingerprint()}.sqlite3"
        self.folder = tempfile.TemporaryDirectory(prefix="referrals-database-")
        self.copy = Path(self.folder.name) / "copy.sqlite3"

    def start(self) -> None:
        with only_one_run():
            if not self.migrated.exists():
                unfinished = self.migrated.with_suffix(".unfinished")
                unfinished.unlink(missing_ok=True)
                migrate(name=str(unfinished))
                unfinished.rename(self.migrated)
        self.restore()
        connect_to(name=str(self.copy))

    def restore(self) -> None:
        connections.close_all()
        with (
            closing(sqlite3.connect(self.migrated)) as migrated,
            closing(sqlite3.connect(self.copy, timeout=20)) as copy,
        ):
            migrated.backup(copy)

    def stop(self) -> None:
        connections.close_all()
        self.folder.cleanup()


class PostgresqlSnapshot:
    """The migrated database is a template, and PostgreSQL makes the copy."""

    def __init__(self) -> None:
        self.migrated = f"referrals_{fingerprint()}"
        self.copy = f"{self.migrated}_{os.getpid()}_{os.urandom(3).hex()}"

    def start(self) -> None:
        with only_one_run():
            if not self.exists():
                unfinished = f"{self.migrated}_unfinished"
                self.execute(
                    f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)",
                    f"CREATE DATABASE {unfinished}",
                )
                migrate(name=unfinished)
                self.execute(f"ALTER DATABASE {unfinished} RENAME TO {self.migrated}")
        self.execute(f"CREATE DATABASE {self.copy} TEMPLATE {self.migrated}")
        connect_to(name=self.copy)

    def restore(self) -> None:
        self.execute(
            f"DROP DATABASE {self.copy} WITH (FORCE)",
            f"CREATE DATABASE {self.copy} TEMPLATE {self.migrated}",
        )

    def stop(self) -> None:
        self.execute(f"DROP DATABASE {self.copy} WITH (FORCE)")

    def exists(self) -> bool:
        """Tell whether somebody has made the template."""
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.migrated])
            return cursor.fetchone() is not None

    def execute(self, *statements: str) -> None:
        """Run statements about whole databases, connected to none of ours."""
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class MariadbSnapshot:
    """The migrated database is copied table by table, foreign keys and all."""

    def __init__(self) -> None:
        self.migrated = f"referrals_{fingerprint()}"
        self.copy = f"{self.migrated}_{os.getpid()}_{os.urandom(3).hex()}"

    def start(self) -> None:
        with only_one_run():
            if not self.rows("SHOW DATABASES LIKE %s", self.migrated):
                unfinished = f"{self.migrated}_unfinished"
                self.create(unfinished)
                migrate(name=unfinished)
                self.copy_tables(unfinished, self.migrated)
                self.execute(f"DROP DATABASE {unfinished}")
        self.restore()
        connect_to(name=self.copy)

    def restore(self) -> None:
        self.copy_tables(self.migrated, self.copy)

    def stop(self) -> None:
        self.execute(f"DROP DATABASE {self.copy}")

    def create(self, name: str) -> None:
        """Make an empty database, in place of another of that name."""
        self.execute(
            f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} CHARACTER SET utf8mb4"
        )

    def copy_tables(self, source: str, target: str) -> None:
        """Fill a new database with the tables and rows of another."""
        self.create(target)
        tables = [name for (name,) in self.rows(f"SHOW TABLES IN {source}")]
        definitions = [self.rows(f"SHOW CREATE TABLE {source}.`{name}`")[0][1] for name in tables]
        copies = [
            f"INSERT INTO `{name}` SELECT * FROM {source}.`{name}`"  # noqa: S608 - our own names
            for name in tables
        ]
        self.execute("SET FOREIGN_KEY_CHECKS = 0", f"USE {target}", *definitions, *copies)

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return what a query answers, connected to no database."""
        with connection._nodb_cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall())

    def execute(self, *statements: str) -> None:
        """Run statements about whole databases, connected to none of ours."""
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def fingerprint() -> str:
    """Return a short hash of the installed apps and of all their migrations."""
    total = hashlib.sha256()
    for app in apps.get_app_configs():
        total.update(app.label.encode())
        for file in migration_files(app_label=app.label):
            total.update(file.name.encode())
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


def migration_files(*, app_label: str) -> list[Path]:
    """Return the migrations of an app in a stable order; none for an app that has none."""
    module, _ = MigrationLoader.migrations_module(app_label)
    try:
        package: Any = importlib.import_module(module)
    except ModuleNotFoundError:
        return []
    return sorted(Path(package.__path__[0]).glob("*.py"))


def migrate(*, name: str) -> None:
    """Create every table and every row that a migration writes."""
    connect_to(name=name)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


def connect_to(*, name: str) -> None:
    """Point Django at the database of that name. Threads that connect later follow."""
    connections.close_all()
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def only_one_run() -> Iterator[None]:
    """Wait until no other run is making a snapshot."""
    with (cache_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
