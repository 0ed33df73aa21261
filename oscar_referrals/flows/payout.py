"""Paying customers what they have earned as money: collect, approve, export, settle.

Collecting moves the money, in the ledger, out of what is to be paid: whatever is in a batch cannot
be collected again. Every step can be repeated and is done once.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.failpoints import reach
from oscar_referrals.flows import tell
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row, lock_rows
from oscar_referrals.models import (
    Account,
    AccountKind,
    PayoutBatch,
    PayoutDetails,
    PayoutLine,
    PayoutState,
    Transfer,
)
from oscar_referrals.models.payout import digest_of_lines
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.payouts import ready_accounts


@transaction.atomic
def collect(*, currency: str, actor: AbstractBaseUser) -> PayoutBatch:
    """Put everything that can be paid out in a currency into a new batch.

    Raises Refused if there is nothing, for instance because somebody else was faster.
    """
    lines = _draw_up_lines(_lock_ready(currency))
    if not lines:
        raise Refused(Reason.NOTHING_TO_PAY)
    batch = PayoutBatch.objects.create(
        currency=currency,
        total=sum((line.amount for line in lines), Decimal(0)),
        digest=digest_of_lines(lines),
        collected_by_id=actor.pk,
        collected_at=database_now(),
    )
    for line in lines:
        line.batch = batch
    PayoutLine.objects.bulk_create(lines)
    _post_collected(batch)
    reach("payout_collected")
    return batch


def approve(*, batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    """Let a second person say that a batch may be paid.

    Raises Refused if it is his own or its lines were altered, ForbiddenMove if it is too late.
    """
    with transaction.atomic():
        locked = lock_row(PayoutBatch, batch.pk)
        if locked.state == PayoutState.DRAFT:
            _sign(locked, actor)
        move(subject=locked, to=PayoutState.APPROVED, reason=Reason.STAFF_DECISION, actor=actor)
    batch.refresh_from_db()


def withdraw(*, batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    """Give up a batch that was not exported: its money can be collected again.

    Raises ForbiddenMove if it was exported.
    """
    with transaction.atomic():
        locked = lock_row(PayoutBatch, batch.pk)
        is_new = move(
            subject=locked, to=PayoutState.WITHDRAWN, reason=Reason.STAFF_DECISION, actor=actor
        )
        if is_new:
            for line in _open_lines(locked):
                _give_back(line, step="payout", memo="Payout withdrawn")
            _close(_open_lines(locked))
    batch.refresh_from_db()


def export(*, batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    """Note that the file of an approved batch leaves the shop. Its rows can be read again later.

    Raises Refused if the lines were altered, ForbiddenMove if the batch is not approved or settled.
    """
    with transaction.atomic():
        locked = lock_row(PayoutBatch, batch.pk)
        _require_unaltered(locked)
        move(subject=locked, to=PayoutState.EXPORTED, reason=Reason.STAFF_DECISION, actor=actor)
    batch.refresh_from_db()
    reach("payout_exported")


def settle(*, batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    """Record that the money of every open line of an exported batch has arrived; tell the owners.

    Raises ForbiddenMove if the batch was not exported.
    """
    with transaction.atomic():
        locked = lock_row(PayoutBatch, batch.pk)
        is_new = move(
            subject=locked, to=PayoutState.SETTLED, reason=Reason.STAFF_DECISION, actor=actor
        )
        if is_new:
            lines = list(_open_lines(locked))
            _post_paid(lines)
            _close(_open_lines(locked))
            tell.paid_out(lines)
        reach("payout_settled")
    batch.refresh_from_db()


def record_failure(*, line: PayoutLine, why: str, actor: AbstractBaseUser) -> None:
    """Record that the money of one line did not arrive, or came back: it can be collected again.

    Doing it twice changes nothing. Raises ForbiddenMove if the batch was not exported.
    """
    with transaction.atomic():
        batch = lock_row(PayoutBatch, line.batch_id)
        if batch.state not in (PayoutState.EXPORTED, PayoutState.SETTLED):
            raise ForbiddenMove(f"Payout {batch.pk} was not exported")
        locked = lock_row(PayoutLine, line.pk)
        if not locked.failure:
            _fail(locked, why)
            _settle_if_nothing_is_open(batch, actor)


def _fail(line: PayoutLine, why: str) -> None:
    memo = f"Payout {line.reference} failed"
    if line.open_account_id is None:
        _give_back(line, step="payout_paid", memo=memo)
    _give_back(line, step="payout", memo=memo)
    PayoutLine.objects.filter(pk=line.pk).update(
        failure=why, open_account=None, settled_at=database_now()
    )
    tell.payout_failed(line)


def _settle_if_nothing_is_open(batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    if not _open_lines(batch).exists():
        move(subject=batch, to=PayoutState.SETTLED, reason=Reason.STAFF_DECISION, actor=actor)


def _lock_ready(currency: str) -> list[Account]:
    """Lock what can be paid out, and look again: somebody may have been faster."""
    ready = ready_accounts(moment=database_now()).filter(currency=currency)
    lock_rows(Account, ready.values_list("pk", flat=True))
    return list(ready.order_by("pk"))


def _draw_up_lines(accounts: Sequence[Account]) -> list[PayoutLine]:
    """Return a line for each account, without those whose owner was deleted at this moment."""
    details = _details_of(accounts)
    return [
        PayoutLine(
            account=account,
            open_account=account,
            amount=account.balance,
            name=details[account.user_id].name,
            destination=details[account.user_id].destination,
        )
        for account in accounts
        if account.user_id in details
    ]


def _details_of(accounts: Sequence[Account]) -> dict[int | None, PayoutDetails]:
    """Return the newest details of the owners: later rows overwrite earlier ones."""
    users = [account.user_id for account in accounts]
    rows = PayoutDetails.objects.filter(user__in=users).order_by("pk")
    return {row.user_id: row for row in rows}


def _post_collected(batch: PayoutBatch) -> None:
    lines = list(batch.lines.select_related("account"))
    ledger.post_all(
        [
            ledger.Draft(
                key=f"payout:{line.pk}",
                memo=f"Collected for payout {line.reference}",
                lines=[
                    ledger.Line(line.account, -line.amount),
                    ledger.Line(on_the_way, line.amount),
                ],
            )
            for line, on_the_way in zip(lines, _on_the_way(lines), strict=True)
        ]
    )


def _post_paid(lines: Sequence[PayoutLine]) -> None:
    if not lines:
        return
    pot = ledger.Pot(AccountKind.PAYOUT_DONE, ledger.Holder("shop"), lines[0].batch.currency)
    paid_out = ledger.open_account(pot)
    ledger.post_all(
        [
            ledger.Draft(
                key=f"payout_paid:{line.pk}",
                memo=f"Paid out {line.reference}",
                lines=[
                    ledger.Line(on_the_way, -line.amount),
                    ledger.Line(paid_out, line.amount),
                ],
            )
            for line, on_the_way in zip(lines, _on_the_way(lines), strict=True)
        ]
    )


def _on_the_way(lines: Sequence[PayoutLine]) -> list[Account]:
    """Return, line by line, the account of what is in a payout and did not arrive yet."""
    pots = [_pot_on_the_way(line.account) for line in lines]
    accounts = ledger.open_accounts(pots)
    return [accounts[pot] for pot in pots]


def _pot_on_the_way(account: Account) -> ledger.Pot:
    holder = ledger.Holder(account.holder, account.user_id)
    return ledger.Pot(AccountKind.PAYOUT_OPEN, holder, account.currency)


def _give_back(line: PayoutLine, *, step: str, memo: str) -> None:
    transfer = Transfer.objects.get(key=f"{step}:{line.pk}")
    ledger.reverse(transfer=transfer, key=f"{step}_undone:{line.pk}", memo=memo)


def _open_lines(batch: PayoutBatch) -> "QuerySet[PayoutLine]":
    lines = batch.lines.filter(open_account__isnull=False)
    return lines.select_related("account", "batch").order_by("pk")


def _close(lines: "QuerySet[PayoutLine]") -> None:
    lines.update(open_account=None, settled_at=database_now())


def _sign(batch: PayoutBatch, actor: AbstractBaseUser) -> None:
    is_own = batch.collected_by_id == actor.pk
    if is_own or batch.lines.filter(account__user_id=actor.pk).exists():
        raise Refused(Reason.OWN_PAYOUT)
    _require_unaltered(batch)
    batch.approved_by_id = actor.pk
    batch.approved_at = database_now()
    batch.save(update_fields=["approved_by", "approved_at"])


def _require_unaltered(batch: PayoutBatch) -> None:
    if digest_of_lines(batch.lines.all()) != batch.digest:
        raise Refused(Reason.PAYOUT_ALTERED)
