"""The files that make up the project."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("oscar_referrals", "wagtail_referrals")
FOLDERS = (*APPS, "example_shop", "tests", "docs", ".ci")

# What running the project leaves behind.
MADE_BY_RUNNING = {"__pycache__", "var"}


def files_in(*folders: str, suffixes: set[str] | None = None) -> Iterator[Path]:
    """Yield the files below these folders of the project, of any kind or with these suffixes."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if not file.is_file() or MADE_BY_RUNNING & set(file.relative_to(ROOT).parts):
                continue
            if suffixes is None or file.suffix in suffixes:
                yield file


def every_file() -> Iterator[Path]:
    """Yield every file that belongs to the project."""
    yield from (file for file in sorted(ROOT.iterdir()) if file.is_file())
    yield from files_in(*FOLDERS)
