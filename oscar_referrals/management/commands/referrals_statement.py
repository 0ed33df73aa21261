"""Print what happened in an account of the ledger, entry by entry."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_referrals.ledger import find_accounts, statement
from oscar_referrals.management.tables import add_csv_option, write_table


class Command(BaseCommand):
    """Print the statement of one account, or of all accounts of a customer."""

    help = "Print the entries of an account (its number) or of a customer (an e-mail address)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose statement, and in which form."""
        parser.add_argument("account", help="number of an account, or an e-mail address")
        add_csv_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, or say that there is no such account."""
        accounts = find_accounts(options["account"])
        if not accounts:
            raise CommandError(f"There is no account of {options['account']}.")
        rows = [
            (
                account.pk,
                account.kind,
                line.transfer.posted_at.isoformat(timespec="seconds"),
                line.transfer.memo,
                line.amount,
                line.balance,
                account.currency,
            )
            for account in accounts
            for line in statement(account=account)
        ]
        header = ("account", "kind", "posted", "memo", "amount", "balance", "currency")
        write_table(self.stdout, header=header, rows=rows, as_csv=options["csv"])
