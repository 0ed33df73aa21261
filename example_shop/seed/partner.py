"""Writes the library that gets a share of what the shop sells, and rewards in customers' names."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractUser

from example_shop.seed.orders import AGE_OF_THE_ORDER
from example_shop.seed.program import PROGRAMS
from oscar_referrals.clock import database_now
from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import read_program
from oscar_referrals.flows import partners, shape
from oscar_referrals.models import CountedOrders, Partner, Program

LIBRARY = read_program((PROGRAMS / "library.yaml").read_text(encoding="utf-8"))
SHELF = PROGRAMS / "shelf.yaml"
WINDOW = AGE_OF_THE_ORDER + timedelta(days=30)


def write_partner(*, owner: AbstractUser) -> Program:
    """Return the live program for the library; one that is there stays.

    Its window begins before the order of the past, so that there is a total to read at once.
    """
    found = Program.objects.filter(slug=LIBRARY.slug).first()
    if found is not None:
        return found
    program = save_program(fields=LIBRARY, actor=owner)
    shape.start(program=program, actor=owner)
    moment = database_now()
    partners.make_pledge(
        program=program,
        partner=_library(),
        percent=Decimal(10),
        ranges=[],
        counts=CountedOrders.EVERY,
        starts_at=moment - WINDOW,
        ends_at=moment + WINDOW,
        has_code=True,
    )
    return program


def write_shelf(*, owner: AbstractUser) -> Program:
    """Return the live program whose rewards go to the library; one that is there stays.

    Its file names the library, which has to be there before it is read.
    """
    fields = read_program(SHELF.read_text(encoding="utf-8"))
    found = Program.objects.filter(slug=fields.slug).first()
    if found is not None:
        return found
    program = save_program(fields=fields, actor=owner)
    shape.start(program=program, actor=owner)
    return program


def _library() -> Partner:
    return partners.create_partner(
        name="Harbor Library",
        slug="harbor-library",
        description="Books for everybody by the water, open on Sundays too.",
        contact="Ada Moretti, library@example.com",
    )
