"""A site whose pages descend from a base page of its own has the referral pages, too."""

import shutil
import sys
from pathlib import Path

import pytest
import wagtail

from tests.architecture.tree import ROOT
from tests.package.project import STOCK_SHOP, Project

OWN_BASE_PAGE = Path(__file__).parent / "own_base_page"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(wagtail.VERSION < (8, 0), reason="Wagtail 8 brought the custom base page"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A project with page types made of our mixins, and with none of ours."""
    folder = tmp_path_factory.mktemp("own") / "project"
    shutil.copytree(STOCK_SHOP, folder)
    shutil.copytree(OWN_BASE_PAGE, folder, dirs_exist_ok=True)
    return Project(
        folder=folder,
        python=Path(sys.executable),
        DJANGO_SETTINGS_MODULE="own_site.settings",
        PYTHONPATH=str(ROOT),
    )


def test_the_site_forgot_nothing(site):
    assert "no issues" in site.run("manage.py", "check")


def test_its_pages_need_one_migration_and_ours_need_none(site):
    assert "own_pages" in site.run("manage.py", "makemigrations", "own_pages")
    assert "No changes detected" in site.run("manage.py", "makemigrations", "--check")


def test_its_pages_work_for_editors_advocates_and_friends(site):
    site.run("manage.py", "migrate", "--verbosity", "0")
    assert "landing, hub, rules, story and partner page\n" in site.run("tour.py")
