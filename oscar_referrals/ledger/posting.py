"""Posting and reversing transfers."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import InsufficientCredit, KeyReused, UnbalancedTransfer
from oscar_referrals.failpoints import reach
from oscar_referrals.locks import lock_rows
from oscar_referrals.models import OWED, Account, Entry, Reward, Transfer
from oscar_referrals.money import exact


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a transfer: what is added to (or, negative, taken from) an account."""

    account: Account
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A transfer that is to be written once. The key decides what "once" means."""

    key: str
    memo: str
    lines: Sequence[Line]
    reward: Reward | None = None
    order_number: str = ""
    order_id: int | None = None
    reverses: Transfer | None = None

    @property
    def digest(self) -> str:
        """What tells the same key with other content apart."""
        parts = sorted(f"{line.account.pk}:{line.amount:.2f}" for line in self.lines)
        return hashlib.sha256("|".join([self.memo, *parts]).encode()).hexdigest()


def post(draft: Draft) -> Transfer:
    """Write one transfer once and return it; see `post_all`."""
    return post_all([draft])[0]


def post_all(drafts: Sequence[Draft]) -> list[Transfer]:
    """Write transfers once and return them; the same call again returns the first ones.

    All or nothing. Raises UnbalancedTransfer if the lines of one do not sum to zero in one
    currency, KeyReused if a key was used for other content, InsufficientCredit if what
    the shop owes somebody would become negative.
    """
    for draft in drafts:
        _require_balance(draft)
    written = _find_written(drafts)
    missing = [draft for draft in drafts if draft.key not in written]
    if missing:
        try:
            with transaction.atomic():
                written |= _write(missing)
        except IntegrityError:
            # Another worker may have been faster with the same keys; anything else is an error.
            if not _find_written(missing):
                raise
            return post_all(drafts)
    return [written[draft.key] for draft in drafts]


def reverse(*, transfer: Transfer, key: str, memo: str) -> Transfer:
    """Undo a transfer by its exact opposite. A transfer can be reversed once."""
    entries = transfer.entries.select_related("account")
    return post(
        Draft(
            key=key,
            memo=memo,
            lines=[Line(entry.account, -entry.amount) for entry in entries],
            reward=transfer.reward,
            order_number=transfer.order_number,
            order_id=transfer.order_id,
            reverses=transfer,
        )
    )


def _require_balance(draft: Draft) -> None:
    if len({line.account.currency for line in draft.lines}) != 1:
        raise UnbalancedTransfer("a transfer has exactly one currency")
    amounts = [line.amount for line in draft.lines]
    if sum(amounts) != 0 or not all(amounts):
        raise UnbalancedTransfer("the lines of a transfer sum to zero and none is zero")


def _find_written(drafts: Sequence[Draft]) -> dict[str, Transfer]:
    """Return the transfers that are there already, by key. Raises KeyReused for other content."""
    digests = {draft.key: draft.digest for draft in drafts}
    written = {row.key: row for row in Transfer.objects.filter(key__in=digests)}
    for key, transfer in written.items():
        if transfer.digest != digests[key]:
            raise KeyReused(key)
    return written


def _write(drafts: Sequence[Draft]) -> dict[str, Transfer]:
    """Write transfers, entries and balances; return the transfers by key."""
    moment = database_now()
    Transfer.objects.bulk_create(
        Transfer(
            key=draft.key,
            digest=draft.digest,
            memo=draft.memo,
            reward=draft.reward,
            order_number=draft.order_number,
            order_id=draft.order_id,
            reverses=draft.reverses,
            posted_at=moment,
        )
        for draft in drafts
    )
    _change_balances(drafts)
    # Not every database tells the keys of inserted rows, so they are read.
    transfers = _find_written(drafts)
    Entry.objects.bulk_create(
        Entry(transfer=transfers[draft.key], account=line.account, amount=line.amount)
        for draft in drafts
        for line in draft.lines
    )
    reach("after_transfer")
    return transfers


def _change_balances(drafts: Sequence[Draft]) -> None:
    """Lock the accounts, look after the lock whether the money is there, and change balances."""
    changes: dict[int, Decimal] = defaultdict(Decimal)
    for draft in drafts:
        for line in draft.lines:
            changes[line.account.pk] += line.amount
    for account in lock_rows(Account, changes):
        is_overdrawn = account.balance + changes[account.pk] < 0
        if account.kind in OWED and is_overdrawn:
            raise InsufficientCredit(str(account))
    cases = [When(pk=pk, then=Value(amount)) for pk, amount in changes.items()]
    change = Case(*cases, output_field=Account._meta.get_field("balance"))
    Account.objects.filter(pk__in=changes).update(balance=exact(F("balance") + change))
