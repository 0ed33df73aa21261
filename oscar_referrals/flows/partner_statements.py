"""A partner's donations are put on a statement, and paid out once."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.locks import lock_row
from oscar_referrals.models import (
    Account,
    AccountKind,
    Entry,
    Partner,
    PartnerStatement,
    PartnerStatementLine,
    Program,
)
from oscar_referrals.money import ZERO
from oscar_referrals.reasons import Reason

PAYMENT = "statement_paid:"


@transaction.atomic
def make_statement(
    *,
    program: Program,
    partner: Partner,
    currency: str,
    ends_at: datetime,
    actor: AbstractBaseUser | None = None,
) -> PartnerStatement:
    """Put what was posted for a partner before `ends_at`, and is on no statement yet, on a new one.

    A posting is on one statement at most; the partner's account is locked meanwhile. Raises Refused
    if nothing is left to pay, or corrections outweigh it: then they wait for the next statement.
    """
    moment = database_now()
    account = lock_row(Account, _payable(program, partner, currency).pk)
    entries = list(
        Entry.objects.filter(
            account=account,
            transfer__posted_at__lt=min(ends_at, moment),
            partner_statement_line=None,
        ).exclude(transfer__key__startswith=PAYMENT)
    )
    amount = sum((entry.amount for entry in entries), ZERO)
    if amount <= 0:
        raise Refused(Reason.NOTHING_TO_STATE)
    before = PartnerStatement.objects.filter(program=program, partner=partner, currency=currency)
    last = before.order_by("-ends_at").first()
    statement = PartnerStatement.objects.create(
        program=program,
        partner=partner,
        currency=currency,
        starts_at=last.ends_at if last else None,
        ends_at=min(ends_at, moment),
        amount=amount,
        made_at=moment,
        made_by_id=actor.pk if actor else None,
    )
    PartnerStatementLine.objects.bulk_create(
        PartnerStatementLine(statement=statement, entry=entry) for entry in entries
    )
    return statement


@transaction.atomic
def mark_paid(
    *, statement: PartnerStatement, reference: str = "", actor: AbstractBaseUser | None = None
) -> bool:
    """Post that a statement's amount was paid to the partner; False if it was already."""
    locked = lock_row(PartnerStatement, statement.pk)
    if locked.paid_at is not None:
        return False
    holder = ledger.partner_holder(partner_id=locked.partner_id, program_id=locked.program_id)
    payable = ledger.open_account(ledger.Pot(AccountKind.PAYABLE, holder, locked.currency))
    paid_out = ledger.open_account(ledger.Pot(AccountKind.PAID_OUT, holder, locked.currency))
    ledger.post(
        ledger.Draft(
            key=f"{PAYMENT}{locked.pk}",
            memo=f"Statement {locked.number} paid out",
            lines=[ledger.Line(payable, -locked.amount), ledger.Line(paid_out, locked.amount)],
        )
    )
    locked.paid_at = database_now()
    locked.paid_by_id = actor.pk if actor else None
    locked.reference = reference
    locked.save(update_fields=["paid_at", "paid_by", "reference"])
    statement.refresh_from_db()
    return True


def _payable(program: Program, partner: Partner, currency: str) -> Account:
    holder = ledger.partner_holder(partner_id=partner.pk, program_id=program.pk)
    return ledger.open_account(ledger.Pot(AccountKind.PAYABLE, holder, currency))
