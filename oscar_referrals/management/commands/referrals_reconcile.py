"""Ask the shop again about its latest orders, for refunds and edits that no signal has told."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_referrals.clock import database_now
from oscar_referrals.flows.reconcile import reconcile
from oscar_referrals.shop.refunds import record_missing


class Command(BaseCommand):
    """Record refunds written in bulk and follow edited orders. It can be repeated at any time."""

    help = "Record refunds that sent no signal and follow edited orders. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: how far to look back."""
        parser.add_argument("--days", type=int, default=30, help="look back so many days")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was found; exit with an error if something failed."""
        since = database_now() - timedelta(days=options["days"])
        refunds = record_missing(since=since)
        result = reconcile(since=since)
        self.stdout.write(f"refunds found {refunds}, orders looked at {result.done}")
        if result.failed:
            raise CommandError(f"{result.failed} orders could not be looked at, see the log")
