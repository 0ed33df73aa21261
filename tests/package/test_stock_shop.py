"""A stock Oscar shop that follows the README has a working referral program."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT
from tests.package.project import STOCK_SHOP, Project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory, wheel):
    """A stock shop in an empty virtual environment, changed as the README says."""
    folder = tmp_path_factory.mktemp("stock") / "project"
    shutil.copytree(STOCK_SHOP, folder)
    subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
    shop = Project(folder=folder, python=folder / "environment" / "bin" / "python")
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
