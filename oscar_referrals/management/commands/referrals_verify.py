"""Prove that the books are right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oscar_referrals.ledger import verify


class Command(BaseCommand):
    """Check the ledger; exit with an error that names every difference."""

    help = "Check that all transfers sum to zero and all balances equal their entries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print that all is well, or raise with the differences."""
        differences = verify()
        if differences:
            raise CommandError("\n".join(differences))
        self.stdout.write("The books are right.")
