"""Turns the environment's choice of a database into Django's setting."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
}


def sqlite_database(*, file: Path) -> dict[str, object]:
    """Return the setting for an SQLite file.

    A transaction that begins with a read and then writes is refused at once when another has
    written meanwhile. IMMEDIATE takes the write lock at the start, so simultaneous buyers wait.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def database_from_url(*, url: str) -> dict[str, object]:
    """Return the setting for an address such as `postgresql://user:password@host:5432/shop`.

    The part after `?` becomes the driver's options; `?host=/path` reaches a socket. Raises
    ValueError for a kind of database that this shop does not know.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(file=Path(unquote(parts.path)))
    if parts.scheme not in ENGINES:
        raise ValueError(f"DATABASE_URL names an unknown kind of database: {parts.scheme}")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": ENGINES[parts.scheme],
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
