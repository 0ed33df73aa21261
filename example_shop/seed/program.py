"""Writes the program that the shop runs, from its file: a friend saves, the advocate earns."""

from pathlib import Path

from django.contrib.auth.models import AbstractUser

from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import read_program
from oscar_referrals.flows import shape
from oscar_referrals.models import Program

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"
SPRING = read_program((PROGRAMS / "spring.yaml").read_text(encoding="utf-8"))

NAME = SPRING.name
FRIEND_SAVES = SPRING.terms["friend_value"]
FROM_AN_ORDER_OF = SPRING.terms["minimum"]
ADVOCATE_EARNS = SPRING.terms["reward_value"]


def write_program(*, owner: AbstractUser) -> Program:
    """Return the live program of the example, made by its owner; one that is there stays."""
    found = Program.objects.filter(slug=SPRING.slug).first()
    if found is not None:
        return found
    program = save_program(fields=SPRING, actor=owner)
    shape.start(program=program, actor=owner)
    return program
