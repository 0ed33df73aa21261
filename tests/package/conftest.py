import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel that a release would publish."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("django_oscar_referrals-*.whl")
    return built
