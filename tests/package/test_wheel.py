"""The wheel holds everything that both apps need."""

from zipfile import ZipFile

from tests.architecture.tree import APPS, ROOT, files_in


def test_the_wheel_holds_every_file_of_both_apps_and_nothing_else(wheel):
    source = {str(file.relative_to(ROOT)) for file in files_in(*APPS)}
    with ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert shipped == source


def test_the_wheel_carries_the_license(wheel):
    with ZipFile(wheel) as archive:
        names = {name.partition(".dist-info/")[2] for name in archive.namelist()}
    assert "licenses/LICENSE" in names
