"""A customer joins a program and gets a code."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.codes import generate_code
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import tell
from oscar_referrals.identity import identify_email
from oscar_referrals.models import Advocate, AdvocateKind, Code, Partner, Program
from oscar_referrals.money import ZERO
from oscar_referrals.names import clean_shown_name
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason


def join(*, program: Program, user: AbstractBaseUser, shown_name: str = "") -> Advocate:
    """Make a customer an advocate of a program, with a code of his own.

    Joining twice returns the same advocate. Raises Refused if the program is not open, or the
    account has no e-mail address.
    """
    moment = database_now()
    if not program.is_open_at(moment):
        raise Refused(Reason.PROGRAM_ENDED)
    with transaction.atomic():
        advocate, is_new = enlist(program=program, user=user, shown_name=shown_name, moment=moment)
        if is_new:
            give_code(advocate)
            tell.advocate_joined(advocate)
    return advocate


def enlist(
    *, program: Program, user: AbstractBaseUser, shown_name: str, moment: datetime
) -> tuple[Advocate, bool]:
    """Make a customer an advocate who has no code yet; tell whether he is new.

    Who is one already, and had left or has another account now, takes part again. Raises Refused if
    the account has no e-mail address.
    """
    identity = identify_email(_email_of(user))
    if not identity:
        raise Refused(Reason.IDENTITY_UNKNOWN)
    advocate, is_new = Advocate.objects.get_or_create(
        program=program,
        identity=identity,
        defaults={
            "user_id": user.pk,
            "shown_name": clean_shown_name(shown_name),
            "joined_at": moment,
        },
    )
    if not is_new and (advocate.user_id != user.pk or advocate.left_at is not None):
        Advocate.objects.filter(pk=advocate.pk).update(user_id=user.pk, left_at=None)
        advocate.refresh_from_db()
    return advocate, is_new


def enlist_partner(*, program: Program, partner: Partner) -> Advocate:
    """Give a partner a code in a program. It earns no rewards of its own: pledges are its part.

    Doing it twice returns the same advocate.
    """
    advocate, is_new = Advocate.objects.get_or_create(
        program=program,
        identity=f"partner:{partner.pk}",
        defaults={
            "kind": AdvocateKind.PARTNER,
            "partner": partner,
            "shown_name": clean_shown_name(partner.name),
            "joined_at": database_now(),
        },
    )
    if is_new:
        give_code(advocate)
    return advocate


def show_name(*, advocate: Advocate, shown_name: str) -> None:
    """Change the first name friends see; "" keeps the advocate anonymous."""
    advocate.shown_name = clean_shown_name(shown_name)
    advocate.save(update_fields=["shown_name"])


def leave(*, advocate: Advocate) -> None:
    """Take no further part. The codes stop working; what was earned stays."""
    Advocate.objects.filter(pk=advocate.pk, left_at=None).update(left_at=database_now())
    advocate.refresh_from_db()


def _email_of(user: AbstractBaseUser) -> str:
    return str(getattr(user, user.get_email_field_name(), "") or "")


def give_code(
    advocate: Advocate, *, held: Decimal = ZERO, expires_at: datetime | None = None
) -> Code:
    """Create a code nobody has: the unique column decides, not a look beforehand.

    `held` is what the program's budget keeps for the friend who uses it, until `expires_at`.
    """
    while True:
        try:
            with transaction.atomic():
                code = Code.objects.create(
                    advocate=advocate, text=generate_code(), held=held, expires_at=expires_at
                )
                code.voucher_id = shop().create_code_voucher(code)
        except IntegrityError:
            continue
        code.save(update_fields=["voucher"])
        return code
