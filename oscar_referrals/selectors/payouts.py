"""What can be paid out, what cannot yet, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from oscar_referrals.models import (
    Account,
    AccountKind,
    PayoutBatch,
    PayoutDetails,
    PayoutLine,
)
from oscar_referrals.money import exact

#: The columns of the file that a bank or an accountant reads.
COLUMNS = ("reference", "name", "destination", "amount", "currency")


@dataclass(frozen=True, slots=True)
class DuePayout:
    """What waits in one currency, `ready` for `people`, or `waiting` for details to be usable."""

    currency: str
    ready: Decimal
    people: int
    waiting: Decimal
    waiting_people: int


def latest_details(user_id: int) -> PayoutDetails | None:
    """Return where a customer wants his money, also if that may not be used yet."""
    return PayoutDetails.objects.filter(user_id=user_id).order_by("-pk").first()


def ready_accounts(*, moment: datetime) -> "QuerySet[Account]":
    """Return the accounts that can be paid out at that moment.

    Their owners have details that may be used, and are in no open payout.
    """
    return _with_usable_from(_waiting_accounts()).filter(_is_ready(moment))


def due_payouts(*, moment: datetime) -> list[DuePayout]:
    """Return what waits to be paid out at that moment, by currency. One query."""
    is_ready = _is_ready(moment)
    rows = _with_usable_from(_waiting_accounts()).order_by().values("currency")
    sums = rows.annotate(
        ready=exact(Sum("balance", filter=is_ready, default=Decimal(0))),
        people=Count("pk", filter=is_ready),
        total=exact(Sum("balance")),
        total_people=Count("pk"),
    )
    return [
        DuePayout(
            currency=row["currency"],
            ready=row["ready"],
            people=row["people"],
            waiting=row["total"] - row["ready"],
            waiting_people=row["total_people"] - row["people"],
        )
        for row in sums.order_by("currency")
    ]


def payouts_of(user_id: int) -> "QuerySet[PayoutLine]":
    """Return what was paid out to a customer, or is on its way, newest first."""
    lines = PayoutLine.objects.filter(account__user_id=user_id).select_related("batch")
    return lines.order_by("-pk")


def rows_of(batch: PayoutBatch) -> Iterator[tuple[str, str, str, Decimal, str]]:
    """Yield the lines of a batch as `COLUMNS`, bit by bit, in the order of their references."""
    for line in batch.lines.order_by("pk").iterator():
        yield line.reference, line.name, line.destination, line.amount, batch.currency


def _waiting_accounts() -> "QuerySet[Account]":
    return Account.objects.filter(kind=AccountKind.PAYOUT_DUE, balance__gt=0)


def _with_usable_from(accounts: "QuerySet[Account]") -> "QuerySet[Account]":
    """Add from when on the newest details of each owner may be used."""
    newest = PayoutDetails.objects.filter(user=OuterRef("user")).order_by("-pk")
    return accounts.annotate(usable_from=Subquery(newest.values("usable_from")[:1]))


def _is_ready(moment: datetime) -> Q:
    return Q(usable_from__lte=moment, user__is_active=True, open_payout_line=None)
