"""Print what partners were given, have been paid, and are owed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oscar_referrals.management.tables import add_csv_option, write_table
from oscar_referrals.money import as_stored
from oscar_referrals.selectors.given_in_names import given_to
from oscar_referrals.selectors.giving import list_partners, owed_to, pledges_of


class Command(BaseCommand):
    """Rows for each pledge, for rewards in customers' names, and for what is owed."""

    help = "Print what each partner was given by each pledge, and what it is owed."

    def add_arguments(self, parser: CommandParser) -> None:
        """In which form."""
        add_csv_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        rows: list[tuple[Any, ...]] = []
        for partner in list_partners():
            for pledge in pledges_of(partner):
                program, until = pledge.program.slug, f"{pledge.ends_at:%Y-%m-%d}"
                for what in ("total", "waiting"):
                    amount = as_stored(getattr(pledge, what))
                    rows.append((partner.slug, program, what, until, amount, pledge.currency))
            rows += [
                (partner.slug, row.program.slug, "in names", "", as_stored(row.total), row.currency)
                for row in given_to(partner)
            ]
            rows += [
                (partner.slug, owed.program.slug, "owed", "", owed.amount, owed.currency)
                for owed in owed_to(partner)
            ]
        header = ("partner", "program", "what", "until", "amount", "currency")
        write_table(self.stdout, header=header, rows=rows, as_csv=options["csv"])
