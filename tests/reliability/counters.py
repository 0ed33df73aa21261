"""What the database itself counts, and what it refuses by itself."""

from django.db import connection


def deadlocks() -> int:
    """Return how many deadlocks the database has ended so far. SQLite knows none."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])
        cursor.execute("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
        return int(cursor.fetchone()[1])


def detects_conflicts() -> bool:
    """Tell whether no two transactions can change one row without one of them failing."""
    if connection.vendor == "sqlite":
        return True
    options = connection.settings_dict["OPTIONS"]
    return connection.vendor == "postgresql" and options.get("isolation_level", 0) > 2
