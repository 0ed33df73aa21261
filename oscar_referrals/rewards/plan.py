"""The plan: what terms promise besides the reward for each friend, to either side."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oscar_referrals.models import RewardShape, Side, Terms
from oscar_referrals.money import part_of
from oscar_referrals.parameters import Amount, Percentage, WholeNumber
from oscar_referrals.rewards.amounts import size_of
from oscar_referrals.rewards.registry import REWARD_KINDS, find_option_problems

FEWEST, MOST = 2, 1000


class When(StrEnum):
    """For what an extra reward is given."""

    EVERY_REFERRAL = "every_referral"
    EVERY_NTH = "every_nth"
    ONCE_AT = "once_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraReward:
    """One more reward that terms promise. `value` and `cap` are in the terms' currency.

    `number` belongs to a milestone: every Nth friend, or once at N friends. `key` names the promise
    by what it says: terms that promise the same have the same key, so friends go on being counted.
    """

    side: Side
    when: When
    number: int | None
    kind: str
    shape: RewardShape
    value: Decimal
    cap: Decimal | None
    options: Mapping[str, Any]
    needs_claim: bool
    key: str

    @property
    def is_milestone(self) -> bool:
        """Whether it is given for a number of friends and not for each."""
        return self.when != When.EVERY_REFERRAL

    def amount_for(self, base: Decimal, *, currency: str) -> Decimal:
        """Return its size for an order worth `base` after every discount, rounded down."""
        return size_of(
            shape=self.shape, value=self.value, cap=self.cap, base=base, currency=currency
        )

    def count_earned(self, friends: int) -> int:
        """Return how often a milestone is earned by so many friends."""
        number = self.number or 1
        return friends // number if self.when == When.EVERY_NTH else int(friends >= number)


def plan_of(terms: Terms) -> tuple[ExtraReward, ...]:
    """Return the extra rewards of terms that were saved."""
    return tuple(
        _read(written, currency=terms.currency, recovery=terms.recovery)
        for written in terms.extra_rewards
    )


def average_extras(*, terms: Terms, base: Decimal) -> Decimal:
    """Return what the extra rewards of terms cost for one order worth `base`, on the average.

    A milestone is spread over the friends that it takes, whether it comes again or not. In the
    terms' currency, rounded down.
    """
    costs = (
        Fraction(extra.amount_for(base, currency=terms.currency)) / (extra.number or 1)
        for extra in plan_of(terms)
    )
    return part_of(amount=Decimal(1), share=sum(costs, Fraction(0)), currency=terms.currency)


def find_plan_problems(terms: Terms) -> list[str]:
    """Return what is wrong with the extra rewards of terms, a sentence for each problem."""
    if not isinstance(terms.extra_rewards, list):
        return [_("Extra rewards have to be a list.")]
    problems: list[str] = []
    known: set[str] = set()
    for place, written in enumerate(terms.extra_rewards, start=1):
        try:
            _check(written, currency=terms.currency)
            extra = _read(written, currency=terms.currency, recovery=terms.recovery)
            if extra.key in known:
                raise ValidationError(_("It is there twice."))
            known.add(extra.key)
        except ValidationError as error:
            number = {"number": place}
            problems.append(_("Extra reward %(number)d:") % number + " " + " ".join(error.messages))
    return problems


def _read(written: Mapping[str, Any], *, currency: str, recovery: str) -> ExtraReward:
    cap = written.get("cap")
    said = [written.get(name) for name in _NAMES if name != "needs_claim"]
    text = json.dumps([currency, recovery, *said], sort_keys=True)
    return ExtraReward(
        side=Side(written["side"]),
        when=When(written["when"]),
        number=written.get("number"),
        kind=written["kind"],
        shape=RewardShape(written.get("shape", RewardShape.FIXED)),
        value=Decimal(written["value"]),
        cap=None if cap is None else Decimal(cap),
        options=written.get("options", {}),
        needs_claim=written.get("needs_claim", False),
        key=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


_NAMES = ("side", "when", "number", "kind", "shape", "value", "cap", "options", "needs_claim")


def _check(written: Any, *, currency: str) -> None:
    """Refuse what is wrong in one written extra reward. Raises ValidationError."""
    if not isinstance(written, dict):
        raise ValidationError(_("It has to consist of keys and values."))
    for name in written:
        if name not in _NAMES:
            raise ValidationError(_("There is no %(key)s.") % {"key": name})
    _check_choice(written, "side", Side.values)
    _check_choice(written, "when", list(When))
    _check_choice(written, "kind", list(REWARD_KINDS))
    _check_choice({"shape": RewardShape.FIXED} | written, "shape", RewardShape.values)
    _check_size(written, currency=currency)
    _check_occasion(written)
    if not isinstance(written.get("needs_claim", False), bool):
        raise ValidationError(_("needs_claim: It has to be true or false."))
    options = written.get("options", {})
    if not isinstance(options, dict):
        raise ValidationError(_("options: They have to be keys and values."))
    kind = REWARD_KINDS[written["kind"]]
    wrong = find_option_problems(kind=kind, options=options, currency=currency)
    if wrong:
        raise ValidationError([f"{name}: {text}" for name, text in wrong.items()])


def _check_choice(written: Mapping[str, Any], name: str, choices: list[str]) -> None:
    if written.get(name) not in choices:
        raise ValidationError(
            _("%(name)s: It has to be one of %(choices)s.")
            % {"name": name, "choices": ", ".join(choices)}
        )


def _check_size(written: Mapping[str, Any], *, currency: str) -> None:
    is_percentage = written.get("shape") == RewardShape.PERCENTAGE
    sized = Percentage if is_percentage else Amount
    sized(name="value", label="").read(written.get("value"), currency=currency)
    if written.get("cap") is not None:
        if not is_percentage:
            raise ValidationError(_("A limit belongs to a percentage. Leave it empty."))
        Amount(name="cap", label="").read(written["cap"], currency=currency)


def _check_occasion(written: Mapping[str, Any]) -> None:
    """A milestone belongs to the advocate and has one size, whichever friend comes last."""
    number = written.get("number")
    if written["when"] == When.EVERY_REFERRAL:
        if number is not None:
            raise ValidationError(_("A number belongs to a milestone. Leave it empty."))
        return
    WholeNumber(name="number", label="", lowest=FEWEST, highest=MOST).read(number, currency="")
    if written["side"] != Side.ADVOCATE:
        raise ValidationError(_("A milestone belongs to the advocate."))
    if written.get("shape") == RewardShape.PERCENTAGE:
        raise ValidationError(_("A milestone has a fixed size."))
