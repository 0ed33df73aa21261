"""A stock Oscar shop that follows the README has a working referral program."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

STOCK_SHOP = Path(__file__).parent / "stock_shop"
pytestmark = pytest.mark.slow


class Shop:
    """A shop in a folder of its own, with a virtual environment of its own."""

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "environment" / "bin" / "python"

    def run(self, *arguments: str | Path) -> str:
        """Run Python in the shop and return all it printed. Fails the test if it fails."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
        }
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def shop(tmp_path_factory, wheel):
    """A stock shop in an empty virtual environment, changed as the README says."""
    folder = tmp_path_factory.mktemp("stock") / "project"
    shutil.copytree(STOCK_SHOP, folder)
    subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
    shop = Shop(folder=folder)
    shop.run("-m", "pip", "install", "--quiet", "django-oscar[sorl-thumbnail]", wheel)
    for name in ("settings.py", "urls.py"):
        with (folder / "shop" / name).open("a", encoding="utf-8") as file:
            file.write(readme_lines_for(name=name))
    return shop


def readme_lines_for(*, name: str) -> str:
    """Return the README's block of Python whose first line is a comment with this file name."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(rf"```python\n(# {re.escape(name)}\n.*?)```", readme, re.DOTALL)
    return f"\n\n{lines}"


def test_the_shop_forgot_nothing(shop):
    answer = shop.run("manage.py", "check")
    assert "no issues" in answer, answer


def test_the_shop_sells_to_a_friend_with_a_code(shop):
    shop.run("manage.py", "migrate", "--verbosity", "0")
    assert "one claim, one order, one referral\n" in shop.run("journey.py")
