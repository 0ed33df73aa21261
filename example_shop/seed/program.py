"""Writes the program that the shop runs: a friend saves, the advocate earns store credit."""

from decimal import Decimal

from django.contrib.auth.models import AbstractUser

from oscar_referrals.flows import shape
from oscar_referrals.models import Program

NAME = "Spring invitation"
FRIEND_SAVES = Decimal("10.00")
FROM_AN_ORDER_OF = Decimal("40.00")
ADVOCATE_EARNS = Decimal("10.00")
CURRENCY = "EUR"


def write_program(*, owner: AbstractUser) -> Program:
    """Return the live program of the example, made by its owner as the dashboard would make it."""
    found = Program.objects.filter(slug="spring").first()
    if found is not None:
        return found
    program = shape.create_program(
        name=NAME,
        slug="spring",
        terms={
            "currency": CURRENCY,
            "friend_value": FRIEND_SAVES,
            "minimum": FROM_AN_ORDER_OF,
            "reward_value": ADVOCATE_EARNS,
        },
        actor=owner,
    )
    shape.start(program=program, actor=owner)
    return program
