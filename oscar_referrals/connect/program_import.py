"""A document becomes a program: all of it or nothing, and only what differs."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.connect.plain_yaml import FileRefused
from oscar_referrals.connect.programs import ProgramFields, fields_of
from oscar_referrals.flows import shape
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Program, ProgramState


@transaction.atomic
def save_program(*, fields: ProgramFields, actor: AbstractBaseUser | None = None) -> Program:
    """Make a draft program, or give the one of that slug what differs.

    Raises FileRefused if a name belongs to another program, the program is of another kind or has
    ended, TermsInvalid if the terms contradict themselves.
    """
    found = Program.objects.filter(slug__iexact=fields.slug).first()
    if found is not None and found.slug != fields.slug:
        raise FileRefused(["slug: Another program has this short name in other capitals."])
    if Program.objects.exclude(slug=fields.slug).filter(name__iexact=fields.name).exists():
        raise FileRefused(["name: Another program has this name."])
    if found is None:
        return shape.create_program(
            name=fields.name,
            slug=fields.slug,
            kind=fields.kind,
            starts_at=fields.starts_at,
            ends_at=fields.ends_at,
            precedence=fields.precedence,
            target=fields.target,
            looks_at_words=fields.looks_at_words,
            cap=fields.budget,
            terms=fields.terms,
            actor=actor,
        )
    program = lock_row(Program, found.pk)
    if fields_of(program) != fields:
        _change(program=program, fields=fields, actor=actor)
    return program


def _change(*, program: Program, fields: ProgramFields, actor: AbstractBaseUser | None) -> None:
    if program.state == ProgramState.ENDED:
        raise FileRefused([f"{program.slug} has ended. Nothing in it can be changed."])
    now = fields_of(program)
    if now.kind != fields.kind:
        raise FileRefused([f"kind: {program.slug} is {now.kind}, and that cannot be changed."])
    if now.terms != fields.terms:
        shape.change_terms(program=program, terms=fields.terms, actor=actor)
    if (now.name, now.starts_at, now.ends_at) != (fields.name, fields.starts_at, fields.ends_at):
        shape.reschedule(
            program=program,
            name=fields.name,
            starts_at=fields.starts_at,
            ends_at=fields.ends_at,
        )
    if (now.precedence, now.target) != (fields.precedence, fields.target):
        shape.rank(program=program, precedence=fields.precedence, target=fields.target)
    if now.looks_at_words != fields.looks_at_words:
        shape.look_at_words(program=program, is_wanted=fields.looks_at_words)
    # Terms in another currency bring an empty budget of their own, so it is asked for afresh.
    if fields_of(program).budget != fields.budget:
        shape.set_budget(program=program, cap=fields.budget)
