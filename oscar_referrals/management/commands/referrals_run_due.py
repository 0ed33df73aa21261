"""Do what is due: screen orders, release rewards, send messages. Run it every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oscar_referrals.flows.round import run_round


class Command(BaseCommand):
    """Do due work and say how much was done. Any number may run at once."""

    help = "Screen new referrals, release and issue rewards, send messages. Run it every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: how much to do at most."""
        parser.add_argument("--limit", type=int, default=10_000, help="do at most this many")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and exit with an error if work was given up."""
        result = run_round(limit=options["limit"])
        self.stdout.write(
            f"done {result.done}, to be tried again {result.failed}, given up {result.dead}"
        )
