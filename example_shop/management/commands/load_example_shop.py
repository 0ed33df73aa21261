"""The command that turns an empty, migrated database into the example shop."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from example_shop.seed.cards import write_cards
from example_shop.seed.catalog import write_catalog
from example_shop.seed.gifts import write_gifts
from example_shop.seed.landing import write_invitation_pages
from example_shop.seed.members import write_members_corner
from example_shop.seed.orders import write_event_types, write_past_order
from example_shop.seed.partner import write_partner, write_shelf
from example_shop.seed.people import EVERYBODY, OLD_CUSTOMER, OWNER, PASSWORD, write_people
from example_shop.seed.places import write_countries, write_sites_and_pages
from example_shop.seed.program import write_program

PAST_ORDER = ("HL-103", "HL-401")


class Command(BaseCommand):
    """Fills the shop; running it again adds only what is missing."""

    help = "Fills the database with the example shop: goods, people, pages, orders, a program."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write everything or nothing, then say who can sign in."""
        _let_readers_work_beside_a_writer()
        with transaction.atomic():
            write_countries()
            write_catalog()
            write_people()
            write_event_types()
            write_sites_and_pages()
            write_members_corner()
            account_of = get_user_model().objects.get
            customer = account_of(email=OLD_CUSTOMER.email)
            write_past_order(user=customer, product_numbers=PAST_ORDER)
            owner = account_of(email=OWNER.email)
            write_invitation_pages(
                program=write_program(owner=owner),
                community=write_partner(owner=owner),
                cards=write_cards(owner=owner, hands_out=customer),
            )
            write_shelf(owner=owner)
            write_gifts(owner=owner)
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        self.stdout.write(self.style.SUCCESS("The example shop is ready."))
        self.stdout.write(f"Everybody's password: {PASSWORD}")
        for person in EVERYBODY:
            self.stdout.write(f"  {person.email:<22} {person.role}")


def _let_readers_work_beside_a_writer() -> None:
    """Switch an SQLite file to its write-ahead log; the file remembers it for ever."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
