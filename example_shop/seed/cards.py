"""Writes the program whose cards lie in a café, and a customer hands out."""

from decimal import Decimal

from django.contrib.auth.models import AbstractUser

from example_shop.seed.program import PROGRAMS
from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import read_program
from oscar_referrals.flows import cards, shape
from oscar_referrals.models import Program

CARDS = read_program((PROGRAMS / "cards.yaml").read_text(encoding="utf-8"))


def write_cards(*, owner: AbstractUser, hands_out: AbstractUser) -> Program:
    """Return the live program of the cards, with two batches; one that is there stays."""
    found = Program.objects.filter(slug=CARDS.slug).first()
    if found is not None:
        return found
    program = save_program(fields=CARDS, actor=owner)
    shape.start(program=program, actor=owner)
    cards.make_cards(
        program=program,
        wanted=cards.CardOrder(
            name="Café Nord, on the counter",
            number=60,
            words="Ask for the harbor blend.",
            print_cost=Decimal("24.00"),
        ),
        place="Café Nord",
        actor=owner,
    )
    cards.make_cards(
        program=program,
        wanted=cards.CardOrder(
            name=f"{hands_out.first_name}'s cards", number=20, print_cost=Decimal("9.00")
        ),
        owner=hands_out,
        actor=owner,
    )
    return program
