"""A project of its own: other settings, other models, and therefore another process."""

import os
import subprocess
from pathlib import Path

STOCK_SHOP = Path(__file__).parent / "stock_shop"

#: What a project must not inherit from the process of the tests.
_OURS = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}


class Project:
    """A project in a folder of its own."""

    def __init__(self, *, folder: Path, python: Path, **environment: str) -> None:
        self.folder = folder
        self.python = python
        self.environment = environment

    def run(self, *arguments: str | Path) -> str:
        """Run Python in the project and return all it printed. Fails the test if it fails."""
        inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            env=inherited | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr
