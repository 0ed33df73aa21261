"""Steps: a reward that is larger for larger orders. "5.00, from 100.00: 12.00"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oscar_referrals.models import RewardShape
from oscar_referrals.parameters import Amount, Percentage, read_parameters


@dataclass(frozen=True, slots=True)
class Step:
    """From an order of `order_value` on, `value` sizes a reward: an amount or a percentage."""

    order_value: Decimal
    value: Decimal


def read_steps(written: Any, *, shape: str, currency: str) -> tuple[Step, ...]:
    """Return written steps: a list of {"from": "100.00", "value": "12.00"}, from small to large.

    Raises ValidationError with a sentence.
    """
    if not isinstance(written, list) or not all(isinstance(row, dict) for row in written):
        raise ValidationError(_("Steps have to be a list, each with “from” and “value”."))
    sized = Percentage if shape == RewardShape.PERCENTAGE else Amount
    parameters = (Amount(name="from", label=""), sized(name="value", label=""))
    steps = []
    for row in written:
        values, problems = read_parameters(parameters, row, currency=currency)
        if problems:
            raise ValidationError([f"{name}: {text}" for name, text in problems.items()])
        steps.append(Step(values["from"], values["value"]))
    if any(after.order_value <= before.order_value for before, after in pairwise(steps)):
        raise ValidationError(_("Each step has to begin at a larger order than the one before."))
    return tuple(steps)


def value_at(order_value: Decimal, *, value: Decimal, steps: Sequence[Any]) -> Decimal:
    """Return what sizes a reward for an order of that value: of the last step that it reaches.

    `value` is what sizes it below the first step. `steps` are written ones that were read before.
    """
    for step in steps:
        if order_value >= Decimal(step["from"]):
            value = Decimal(step["value"])
    return value
