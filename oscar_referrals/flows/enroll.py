"""A customer joins a program and gets a code."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.codes import generate_code
from oscar_referrals.eligibility import Decision, judge_advocate
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import tell
from oscar_referrals.flows.refusing import refusal_of
from oscar_referrals.identity import email_of, identify_email
from oscar_referrals.models import Advocate, Code, Program
from oscar_referrals.names import clean_shown_name
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.audience import customer_facts


def join(*, program: Program, user: AbstractBaseUser, shown_name: str = "") -> Advocate:
    """Make a customer an advocate of a program, with a code of his own.

    Joining twice returns the same advocate. Raises Refused if the program is not open, the account
    has no e-mail address, or a rule of the program about advocates is not met. Who takes part
    already is not asked again.
    """
    moment = database_now()
    if not program.is_open_at(moment):
        raise Refused(Reason.PROGRAM_ENDED)
    identity = identify_email(email_of(user))
    if not identity:
        raise Refused(Reason.IDENTITY_UNKNOWN)
    decision = _require_permission(program=program, user=user, identity=identity, moment=moment)
    with transaction.atomic():
        advocate, is_new = Advocate.objects.get_or_create(
            program=program,
            identity=identity,
            defaults={
                "user_id": user.pk,
                "shown_name": clean_shown_name(shown_name),
                "joined_at": moment,
                "decision": decision.as_details() if decision.results else {},
            },
        )
        if is_new:
            _give_code(advocate)
            tell.advocate_joined(advocate)
        elif advocate.user_id != user.pk or advocate.left_at is not None:
            Advocate.objects.filter(pk=advocate.pk).update(user_id=user.pk, left_at=None)
            advocate.refresh_from_db()
    return advocate


def show_name(*, advocate: Advocate, shown_name: str) -> None:
    """Change the first name friends see; "" keeps the advocate anonymous."""
    advocate.shown_name = clean_shown_name(shown_name)
    advocate.save(update_fields=["shown_name"])


def leave(*, advocate: Advocate) -> None:
    """Take no further part. The codes stop working; what was earned stays."""
    Advocate.objects.filter(pk=advocate.pk, left_at=None).update(left_at=database_now())
    advocate.refresh_from_db()


def _require_permission(
    *, program: Program, user: AbstractBaseUser, identity: str, moment: datetime
) -> Decision:
    """Ask the rules about advocates. Without any, nothing is asked of the database."""
    terms = program.terms_in_force
    taking_part = Advocate.objects.filter(program=program, identity=identity, left_at=None)
    if not terms.advocate_rules or taking_part.exists():
        return Decision(())
    decision = judge_advocate(
        customer_facts(program=program, user=user, moment=moment), terms=terms
    )
    if not decision.passed:
        raise refusal_of(decision, terms=terms)
    return decision


def _give_code(advocate: Advocate) -> Code:
    """Create a code nobody has: the unique column decides, not a look beforehand."""
    while True:
        try:
            with transaction.atomic():
                code = Code.objects.create(advocate=advocate, text=generate_code())
                code.voucher_id = shop().create_code_voucher(code)
        except IntegrityError:
            continue
        code.save(update_fields=["voucher"])
        return code
