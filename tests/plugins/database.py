"""Gives the tests a migrated database within seconds, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.plugins.availability import unavailable

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that touches the database, so that a run can choose them all."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs PostgreSQL on any other database."""
    from django.db import connection

    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        unavailable(reason=f"needs PostgreSQL, and this run is on {connection.vendor}")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this run a database of its own, copied from a snapshot that is migrated once.

    Django empties every table after a test that commits, and with them the rows that migrations
    wrote (languages, sites, groups, the first page). Here such a test is followed by a new copy.
    """
    from django.test import TransactionTestCase

    from tests.snapshots import snapshot_for_this_run

    with django_db_blocker.unblock():
        snapshot = snapshot_for_this_run()
        snapshot.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: snapshot.restore())
        yield
    with django_db_blocker.unblock():
        snapshot.stop()
