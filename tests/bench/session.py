"""A migrated PostgreSQL database for one run of the measurements."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django


@contextmanager
def own_database() -> Iterator[Any]:
    """Set Django up on a fresh copy of a migrated database, and remove it afterwards.

    Gives the snapshot, whose `restore` brings the database back to how it was.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("TEST_DATABASE", "postgresql")
    django.setup()
    from tests.snapshots import snapshot_for_this_run

    snapshot = snapshot_for_this_run()
    snapshot.start()
    try:
        yield snapshot
    finally:
        snapshot.stop()
