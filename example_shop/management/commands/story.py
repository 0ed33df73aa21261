"""The command that plays the shop's story on a throwaway database."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from example_shop.story.failure import StoryFailed
from example_shop.story.play import Story
from example_shop.story.process import Shop, free_port
from example_shop.story.telling import Teller


class Command(BaseCommand):
    """Exit with 0 only if every figure was right."""

    help = "Plays the story over HTTP on a throwaway database; fails unless every figure is right."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One option, to save the time that an empty database takes."""
        parser.add_argument(
            "--database", type=Path, help="begin with a copy of this migrated SQLite file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a shop, play, and throw it away. After a failure it is kept for reading."""
        folder = Path(tempfile.mkdtemp(prefix="referrals-story-"))
        try:
            self._play(folder=folder, migrated=options["database"])
        except StoryFailed as failure:
            raise CommandError(failure.explain(folder=folder)) from None
        shutil.rmtree(folder)

    def _play(self, *, folder: Path, migrated: Path | None) -> None:
        file = folder / "shop.sqlite3"
        if migrated is not None:
            copy_database(source=migrated, target=file)
        settings = {"EXAMPLE_SHOP_DATABASE": str(file), "DATABASE_URL": f"sqlite://{file}"}
        teller = Teller(stream=self.stdout)
        with Shop(folder=folder, port=free_port(), settings=settings) as shop:
            teller.say("The shop is being set up: migrations, goods, people and a live program.")
            shop.manage("migrate", "--verbosity=0")
            shop.manage("load_example_shop")
            shop.start()
            Story(shop=shop, teller=teller).tell()


def copy_database(*, source: Path, target: Path) -> None:
    """Copy an SQLite database, with what its write-ahead log still holds."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
