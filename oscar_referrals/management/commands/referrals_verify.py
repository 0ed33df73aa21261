"""Prove that the books, the budgets and the states are right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oscar_referrals.selectors.invariants import find_differences, find_notices


class Command(BaseCommand):
    """Check everything that must hold; exit with an error that names every difference."""

    help = "Check the ledger, budgets, rewards, states and limits. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what an owner should know, then that all is well; or raise with the differences."""
        for notice in find_notices():
            self.stdout.write(notice)
        differences = list(find_differences())
        if differences:
            raise CommandError("\n".join(differences))
        self.stdout.write("The books are right.")
