"""An owner makes a program, changes what it promises, pauses and ends it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows.checking import find_problems
from oscar_referrals.flows.work import do_after_commit, handles
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Budget, Program, ProgramKind, ProgramState, Terms
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.signals import program_changed

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
    looks_at_words: bool = False,
    cap: Decimal | None = None,
    kind: str = ProgramKind.DIRECT,
    actor: AbstractBaseUser | None = None,
) -> Program:
    """Make a draft program with its first terms and its offer in the shop.

    `terms` holds the fields of `Terms`; `cap` limits its cost in the terms' currency, None means no
    limit; `target` is a percentage; with `looks_at_words` staff approve codes of an advocate's own
    word. Raises TermsInvalid.
    """
    program = Program.objects.create(
        name=name,
        slug=slug,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        precedence=precedence,
        target=target,
        looks_at_words=looks_at_words,
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
    Program.objects.filter(pk=program.pk).update(current_terms=new)
    program.refresh_from_db()
    if last is not None:
        _announce(program)
    return new


@transaction.atomic
def reschedule(
    *, program: Program, name: str, starts_at: datetime | None, ends_at: datetime | None
) -> None:
    """Change when a program runs and what it is called."""
    Program.objects.filter(pk=program.pk).update(name=name, starts_at=starts_at, ends_at=ends_at)
    program.refresh_from_db()
    _announce(program)


def _announce(program: Program) -> None:
    """Tell whoever listens that pages about a program say something else now.

    Written down in the same transaction: a shop that stops right afterwards tells it later. What
    has no terms yet is on no page.
    """
    do_after_commit(kind="program_changed", subjects=[program.pk])


@handles("program_changed")
def announce_change(program_id: int) -> None:
    """Tell whoever listens; a listener that raises is told again later, with all the others."""
    program = Program.objects.get(pk=program_id)
    program_changed.send(sender=Program, program=program)


def rank(*, program: Program, precedence: int, target: Decimal) -> None:
    """Change which program is offered first, and the percentage an owner hopes for."""
    Program.objects.filter(pk=program.pk).update(precedence=precedence, target=target)
    program.refresh_from_db()


def look_at_words(*, program: Program, is_wanted: bool) -> None:
    """Let staff look at an advocate's own word before it becomes a code, or no longer.

    What waits for them goes on waiting.
    """
    Program.objects.filter(pk=program.pk).update(looks_at_words=is_wanted)
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
