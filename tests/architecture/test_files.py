"""What holds for the files of the project, whatever is in them."""

import re

import polib

from tests.architecture.tree import APPS, FOLDERS, ROOT, every_file, files_in

LONGEST_FILE = 400
CODE = {".py", ".html", ".css", ".js"}
MACHINE_PATH = re.compile(r"(?<![\w.}/])/(?:home|root|tmp|work|Users)/\w")


def test_no_file_of_code_is_longer_than_400_lines():
    long_files = {
        str(file.relative_to(ROOT)): lines
        for file in files_in(*FOLDERS, suffixes=CODE)
        if "migrations" not in file.parts
        and (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long_files == {}


def test_no_file_names_a_folder_of_somebodys_machine():
    found = []
    for file in every_file():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match}" for match in MACHINE_PATH.findall(text)]
    assert found == []


def test_every_translation_is_compiled():
    stale = [
        str(source.relative_to(ROOT))
        for source in files_in(*APPS, suffixes={".po"})
        if translations(polib.pofile(str(source))) != compiled_translations(source)
    ]
    assert stale == []


def translations(catalog):
    """Return what a catalog translates. Plural forms are numbered in one kind and not the other."""
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or list(entry.msgstr_plural.values())
        for entry in catalog
        if entry.translated()
    }


def compiled_translations(source):
    compiled = source.with_suffix(".mo")
    return translations(polib.mofile(str(compiled))) if compiled.exists() else None
