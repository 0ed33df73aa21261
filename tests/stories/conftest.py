import os
import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest

from tests.architecture.tree import ROOT
from tests.snapshots import SqliteSnapshot

MANAGE = ROOT / "example_shop" / "manage.py"


@pytest.fixture
def migrated():
    """The migrated SQLite file that the other tests keep, or None where none of them ran yet."""
    file = SqliteSnapshot().migrated
    return file if file.exists() else None


@pytest.fixture
def environment(tmp_path) -> Mapping[str, str]:
    """What a person's shell has, with a place for temporary files that is this test's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    tests_only = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "TEST_DATABASE")
    rest = {name: value for name, value in os.environ.items() if name not in tests_only}
    return rest | {"TMPDIR": str(folder), "EXAMPLE_SHOP_DATABASE": str(tmp_path / "shop.sqlite3")}


@pytest.fixture
def manage(environment) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command of the example shop as a person would; it may fail."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, MANAGE, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)

    return run
