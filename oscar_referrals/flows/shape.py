"""An owner makes a program, changes what it promises, pauses and ends it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from oscar_referrals.eligibility.choosing import find_problems_of_rules
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows.limits import count_again
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import (
    Budget,
    FriendBenefit,
    Program,
    ProgramState,
    RewardShape,
    Terms,
)
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import REWARD_KINDS, find_option_problems, reward_kind
from oscar_referrals.rewards.plan import find_plan_problems
from oscar_referrals.rewards.steps import read_steps

#: Percent of the visitors who order and keep it: what owners may realistically hope for.
USUAL_TARGET = Decimal("10.00")


@transaction.atomic
def create_program(
    *,
    name: str,
    slug: str,
    terms: Mapping[str, Any],
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    precedence: int = 0,
    target: Decimal = USUAL_TARGET,
    cap: Decimal | None = None,
    actor: AbstractBaseUser | None = None,
) -> Program:
    """Make a draft program with its first terms and its offer in the shop.

    `terms` holds the fields of `Terms`; `cap` limits its cost in the terms' currency, None means no
    limit; `target` is a percentage. Raises TermsInvalid.
    """
    program = Program.objects.create(
        name=name,
        slug=slug,
        starts_at=starts_at,
        ends_at=ends_at,
        precedence=precedence,
        target=target,
    )
    shop().create_program_offer(program)
    change_terms(program=program, terms=terms, actor=actor)
    set_budget(program=program, cap=cap)
    return program


@transaction.atomic
def change_terms(
    *, program: Program, terms: Mapping[str, Any], actor: AbstractBaseUser | None = None
) -> Terms:
    """Give a program new terms. Who is already in keeps the old ones. Raises TermsInvalid."""
    locked = lock_row(Program, program.pk)
    last = locked.terms.order_by("-number").first()
    new = Terms(
        program=locked,
        number=last.number + 1 if last else 1,
        created_by_id=actor.pk if actor else None,
        **terms,
    )
    problems = find_problems(new)
    if problems:
        raise TermsInvalid(problems)
    new.save()
    Budget.objects.get_or_create(program=locked, currency=new.currency)
    if new.code_total is not None or new.advocate_total is not None:
        count_again(program=locked)
    Program.objects.filter(pk=program.pk).update(current_terms=new)
    program.refresh_from_db()
    return new


@transaction.atomic
def reschedule(
    *, program: Program, name: str, starts_at: datetime | None, ends_at: datetime | None
) -> None:
    """Change when a program runs and what it is called."""
    Program.objects.filter(pk=program.pk).update(name=name, starts_at=starts_at, ends_at=ends_at)
    program.refresh_from_db()


def rank(*, program: Program, precedence: int, target: Decimal) -> None:
    """Change which program is offered first, and the percentage an owner hopes for."""
    Program.objects.filter(pk=program.pk).update(precedence=precedence, target=target)
    program.refresh_from_db()


def set_budget(*, program: Program, cap: Decimal | None) -> None:
    """Limit what a program may cost, in the currency of its terms. None means no limit.

    A cap below what is already used stops new promises and breaks none.
    """
    Budget.objects.update_or_create(
        program=program, currency=program.terms_in_force.currency, defaults={"cap": cap}
    )


def start(*, program: Program, actor: AbstractBaseUser | None = None) -> None:
    """Open a draft or paused program. Raises ForbiddenMove if it has ended."""
    move(subject=program, to=ProgramState.LIVE, reason=Reason.STAFF_DECISION, actor=actor)


def pause(*, program: Program, actor: AbstractBaseUser | None = None) -> None:
    """Stop new claims and discounts for now. What was ordered goes on."""
    move(subject=program, to=ProgramState.PAUSED, reason=Reason.STAFF_DECISION, actor=actor)


def end(*, program: Program, actor: AbstractBaseUser | None = None) -> None:
    """End a program for good. What was ordered is still rewarded."""
    move(subject=program, to=ProgramState.ENDED, reason=Reason.STAFF_DECISION, actor=actor)


def find_problems(terms: Terms) -> dict[str, str]:
    """Return what contradicts itself in terms: field name to sentence. Empty means all is well."""
    problems: dict[str, str] = {}
    if terms.friend_value <= 0:
        problems["friend_value"] = _("The friend's benefit must be more than nothing.")
    if terms.reward_value <= 0:
        problems["reward_value"] = _("The reward must be more than nothing.")
    if terms.minimum < 0:
        problems["minimum"] = _("The minimum cannot be negative.")
    if terms.reward_cap is not None and terms.reward_cap <= 0:
        problems["reward_cap"] = _("A limit must be more than nothing.")
    if terms.friend_benefit == FriendBenefit.PERCENTAGE and terms.friend_value > 100:
        problems["friend_value"] = _("A percentage cannot be more than 100.")
    if terms.reward_shape == RewardShape.PERCENTAGE and terms.reward_value > 100:
        problems["reward_value"] = _("A percentage cannot be more than 100.")
    try:
        read_steps(terms.reward_steps, shape=terms.reward_shape, currency=terms.currency)
    except ValidationError as error:
        problems["reward_steps"] = " ".join(error.messages)
    plan_problems = find_plan_problems(terms)
    if plan_problems:
        problems["extra_rewards"] = " ".join(plan_problems)
    if terms.reward_kind not in REWARD_KINDS:
        problems["reward_kind"] = _("There is no such kind of reward.")
    else:
        problems |= _find_option_problems(terms)
    return problems | find_problems_of_rules(terms)


def _find_option_problems(terms: Terms) -> dict[str, str]:
    if not isinstance(terms.reward_options, dict):
        return {"reward_options": _("They have to be keys and values.")}
    wrong = find_option_problems(
        kind=reward_kind(terms.reward_kind), options=terms.reward_options, currency=terms.currency
    )
    if not wrong:
        return {}
    return {"reward_options": " ".join(f"{name}: {text}" for name, text in wrong.items())}
