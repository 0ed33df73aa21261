"""Writes the program whose gifts the best customers give away, four times a year."""

from datetime import timedelta

from django.contrib.auth.models import AbstractUser

from example_shop.seed.program import PROGRAMS
from oscar_referrals.clock import database_now
from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import read_program
from oscar_referrals.flows import drop, shape
from oscar_referrals.models import DropMeasure, Program
from oscar_referrals.models.drop import DropPlan

GIFTS = read_program((PROGRAMS / "gifts.yaml").read_text(encoding="utf-8"))
UNTIL_THE_FIRST_DROP = timedelta(days=90)


def write_gifts(*, owner: AbstractUser) -> Program:
    """Return the live program of the gifts, with its schedule; one that is there stays."""
    found = Program.objects.filter(slug=GIFTS.slug).first()
    if found is not None:
        return found
    program = save_program(fields=GIFTS, actor=owner)
    shape.start(program=program, actor=owner)
    drop.schedule_drops(
        program=program,
        plan=DropPlan(measure=DropMeasure.SPEND, months=12, people=20),
        every_months=3,
        valid_days=60,
        next_at=database_now() + UNTIL_THE_FIRST_DROP,
    )
    return program
