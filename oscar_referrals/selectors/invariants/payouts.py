"""Payouts against their lines, their signatures and the ledger."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from oscar_referrals.models import Account, AccountKind, PayoutBatch, PayoutLine, PayoutState
from oscar_referrals.models.payout import digest_of_lines
from oscar_referrals.money import exact
from oscar_referrals.selectors.invariants.batches import in_batches

ZERO = Decimal("0.00")


def payouts_keep_their_lines() -> Iterator[str]:
    """The lines of a payout are those that were collected, and make its total."""
    for some in in_batches(PayoutBatch.objects.prefetch_related("lines")):
        for batch in some:
            lines = batch.lines.all()
            if digest_of_lines(lines) != batch.digest:
                yield f"Payout {batch.pk}: the lines are not those that were collected."
            total = sum((line.amount for line in lines), ZERO)
            if total != batch.total:
                yield f"Payout {batch.pk} says {batch.total}, its lines make {total}."


def four_eyes_saw_each_payout() -> Iterator[str]:
    """What was approved was approved by somebody else than its collector."""
    for batch in PayoutBatch.objects.filter(approved_by=F("collected_by")).order_by("pk"):
        yield f"Payout {batch.pk} was approved by who collected it."


def money_in_payouts_is_in_open_lines() -> Iterator[str]:
    """What the ledger says is in payouts is the sum of the open lines, person by person."""
    open_lines = PayoutLine.objects.filter(open_account__isnull=False)
    expected = _sums(open_lines, "account__holder", "account__currency", "amount")
    accounts = Account.objects.filter(kind=AccountKind.PAYOUT_OPEN)
    yield from _differ(_sums(accounts, "holder", "currency", "balance"), expected, "in payouts")


def money_paid_out_is_in_paid_lines() -> Iterator[str]:
    """What the ledger says was paid out is the sum of the lines whose money has arrived."""
    paid = PayoutLine.objects.filter(open_account=None, failure="")
    paid = paid.filter(Q(batch__state=PayoutState.SETTLED) | Q(batch__state=PayoutState.EXPORTED))
    sums = _sums(paid, "account__kind", "account__currency", "amount")
    expected = {("shop", currency): amount for (_kind, currency), amount in sums.items()}
    accounts = Account.objects.filter(kind=AccountKind.PAYOUT_DONE)
    yield from _differ(_sums(accounts, "holder", "currency", "balance"), expected, "paid out")


def _sums(
    rows: "QuerySet[Any]", holder: str, currency: str, amount: str
) -> dict[tuple[str, str], Decimal]:
    found = rows.order_by().values_list(holder, currency).annotate(total=exact(Sum(amount)))
    return {(who, where): total for who, where, total in found if total}


def _differ(
    found: dict[tuple[str, str], Decimal], expected: dict[tuple[str, str], Decimal], what: str
) -> Iterator[str]:
    for who, currency in sorted(found.keys() | expected.keys()):
        has = found.get((who, currency), ZERO)
        should = expected.get((who, currency), ZERO)
        if has != should:
            yield f"Account {who} has {has} {currency} {what}, the lines make {should}."


CHECKS = (
    payouts_keep_their_lines,
    four_eyes_saw_each_payout,
    money_in_payouts_is_in_open_lines,
    money_paid_out_is_in_paid_lines,
)
