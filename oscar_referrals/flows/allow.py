"""Staff keep the list of people who may be advocates of a program that is by invitation only."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.locks import lock_row
from oscar_referrals.models import AllowedAdvocate, Program


@transaction.atomic
def replace_list(*, program: Program, emails: Iterable[str], actor: AbstractBaseUser) -> None:
    """Let a program's list hold these e-mail addresses and no others.

    Who is taken off the list and takes part already goes on.
    """
    wanted = {email.strip().lower() for email in emails}
    locked = lock_row(Program, program.pk)
    locked.allowed_advocates.exclude(email__in=wanted).delete()
    known = set(locked.allowed_advocates.values_list("email", flat=True))
    AllowedAdvocate.objects.bulk_create(
        AllowedAdvocate(program=locked, email=email, added_by_id=actor.pk)
        for email in sorted(wanted - known)
    )
