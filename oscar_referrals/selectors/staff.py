"""Which programs somebody of the staff is told about."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from oscar_referrals.models import Program
from oscar_referrals.permissions import may

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


def programs_open_to(
    user: "AbstractBaseUser | AnonymousUser", permission: str
) -> "QuerySet[Program]":
    """Return the programs about which somebody has a permission. One query before its own.

    Each program is asked about, so that a list cannot differ from what `may` says about one.
    """
    if not may(user, permission):
        return Program.objects.none()
    open_programs = [
        program.pk for program in Program.objects.all() if may(user, permission, program)
    ]
    return Program.objects.filter(pk__in=open_programs)
