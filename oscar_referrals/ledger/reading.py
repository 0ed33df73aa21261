"""Reading the books: an account's statement, and what the shop owes at any past date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db.models import Q, Sum

from oscar_referrals.identity import known_identities
from oscar_referrals.models import OWED, Account, Entry, Transfer
from oscar_referrals.money import as_stored


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry with the balance after it, in the account's currency."""

    transfer: Transfer
    amount: Decimal
    balance: Decimal


def find_accounts(name: str) -> list[Account]:
    """Return the account with that number, or all accounts of a customer's e-mail address.

    A customer is found by his address of today and by the one he had when he joined.
    """
    if name.isdecimal():
        return list(Account.objects.filter(pk=name))
    holders = [f"identity:{identity}" for identity in known_identities(name)]
    email = f"user__{get_user_model().get_email_field_name()}__iexact"
    accounts = Account.objects.filter(Q(holder__in=holders) | Q(**{email: name}))
    return list(accounts.order_by("kind", "currency", "pk"))


def statement(*, account: Account) -> Iterator[StatementLine]:
    """Yield an account's entries, oldest first, with rewards. One query, however many there are."""
    balance = Decimal("0.00")
    entries = Entry.objects.filter(account=account).select_related("transfer__reward")
    entries = entries.order_by("pk")
    for entry in entries.iterator():
        balance += entry.amount
        yield StatementLine(entry.transfer, entry.amount, balance)


def liability_at(*, moment: datetime) -> dict[str, Decimal]:
    """Return what the shop owed at a moment, as credit or money: currency to amount."""
    entries = Entry.objects.filter(account__kind__in=OWED, transfer__posted_at__lte=moment)
    totals = entries.order_by().values_list("account__currency").annotate(total=Sum("amount"))
    rows = totals.order_by("account__currency")
    return {currency: as_stored(total) for currency, total in rows if as_stored(total)}
