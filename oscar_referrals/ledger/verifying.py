"""Proving that the books are right."""

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from oscar_referrals.ledger.sealing import digest_of
from oscar_referrals.models import OWED, Account, Seal, Transfer
from oscar_referrals.money import exact


def verify() -> list[str]:
    """Return every difference in the books as a sentence; an empty list means all is well."""
    return [
        *_unbalanced_transfers(),
        *_wrong_balances(),
        *_overdrawn(),
        *_broken_chains(),
    ]


def _unbalanced_transfers() -> list[str]:
    wrong = Transfer.objects.annotate(total=exact(Sum("entries__amount"))).exclude(total=0)
    return [
        f"Transfer {transfer.key} sums to {transfer.total}, not to zero."
        for transfer in wrong.order_by("pk")
    ]


def _wrong_balances() -> list[str]:
    counted = exact(Coalesce(Sum("entries__amount"), F("balance") * 0))
    accounts = Account.objects.annotate(counted=counted)
    return [
        f"Account {account} says {account.balance}, its entries say {account.counted}."
        for account in accounts.exclude(balance=F("counted")).order_by("pk")
    ]


def _overdrawn() -> list[str]:
    overdrawn = Account.objects.filter(kind__in=OWED, balance__lt=0)
    return [f"Account {account} is overdrawn: {account.balance}." for account in overdrawn]


def _broken_chains() -> list[str]:
    """Follow every account's chain. It stops at the first link that does not fit."""
    differences = []
    account_id, number, digest = None, 0, ""
    seals = Seal.objects.select_related("entry__transfer").order_by("account_id", "number")
    broken: set[int] = set()
    for seal in seals.iterator():
        if seal.account_id != account_id:
            account_id, number, digest = seal.account_id, 0, ""
        number += 1
        digest = digest_of(previous=digest, entry=seal.entry)
        if (seal.number, seal.digest) != (number, digest) and seal.account_id not in broken:
            broken.add(seal.account_id)
            differences.append(f"Account {seal.account_id}: the chain breaks at entry {number}.")
    return differences
