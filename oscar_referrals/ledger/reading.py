"""Reading the books: an account's statement, and what the shop owes at any past date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from oscar_referrals.models import Account, AccountKind, Entry


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry with the balance after it, in the account's currency."""

    posted_at: datetime
    memo: str
    amount: Decimal
    balance: Decimal


def statement(*, account: Account) -> Iterator[StatementLine]:
    """Yield an account's entries, oldest first. One query, however many there are."""
    balance = Decimal("0.00")
    entries = Entry.objects.filter(account=account).select_related("transfer").order_by("pk")
    for entry in entries.iterator():
        balance += entry.amount
        yield StatementLine(entry.transfer.posted_at, entry.transfer.memo, entry.amount, balance)


def liability_at(*, moment: datetime) -> dict[str, Decimal]:
    """Return what the shop owed its customers as credit at a moment: currency to amount."""
    entries = Entry.objects.filter(
        account__kind=AccountKind.CREDIT, transfer__posted_at__lte=moment
    )
    totals = entries.order_by().values_list("account__currency").annotate(total=Sum("amount"))
    return {currency: total for currency, total in totals.order_by("account__currency") if total}
