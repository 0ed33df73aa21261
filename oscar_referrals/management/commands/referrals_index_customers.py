"""Index who has ordered, so that nobody from before the program's time counts as new."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oscar_referrals.flows.index import BATCH, index_all_orders


class Command(BaseCommand):
    """Index all orders that are not indexed yet. It can be stopped and started again."""

    help = "Index all orders of the shop, guest orders included. Can be stopped and started again."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: how many orders are read at a time."""
        parser.add_argument("--batch", type=int, default=BATCH, help="orders read at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Index batch after batch and show how far it is."""
        started, done = time.monotonic(), 0
        for looked_at in index_all_orders(batch=options["batch"]):
            done += looked_at
            self._show(done, time.monotonic() - started)
        self.stdout.write(f"{done} orders indexed")

    def _show(self, done: int, seconds: float) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} orders, {done / seconds:,.0f} a second", ending="")
