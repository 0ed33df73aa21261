"""Print what the shop owes for rewards, now or at any past moment."""

from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from oscar_referrals.clock import database_now
from oscar_referrals.ledger import liability_at
from oscar_referrals.management.tables import add_csv_option, write_table


class Command(BaseCommand):
    """Print store credit, money to pay out and gift cards together, by currency."""

    help = "Print what is owed for rewards, by currency, now or at a past moment."

    def add_arguments(self, parser: CommandParser) -> None:
        """At which moment, and in which form."""
        parser.add_argument("--at", help="a day (its end counts) or a moment, as ISO 8601")
        add_csv_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one row per currency."""
        moment = _moment(options["at"]) if options["at"] else database_now()
        at = moment.astimezone(UTC).isoformat(timespec="seconds")
        rows = [(at, amount, currency) for currency, amount in liability_at(moment=moment).items()]
        header = ("at", "amount", "currency")
        write_table(self.stdout, header=header, rows=rows, as_csv=options["csv"])


def _moment(text: str) -> datetime:
    """Return a moment in the shop's time zone unless it names another. Raises CommandError."""
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time.max) if day else parse_datetime(text)  # noqa: DTZ
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text} is neither a day nor a moment, such as 2026-12-31.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
