"""The hash chain of each account: proof that no entry was changed, left out or slipped in."""

import hashlib
from functools import partial

from django.db import transaction

from oscar_referrals.locks import lock_row, try_again
from oscar_referrals.models import Account, Entry, Seal

BATCH = 500


def seal_entries(*, limit: int = BATCH) -> int:
    """Seal the new entries of at most `limit` accounts; return how many entries were sealed."""
    waiting = Entry.objects.filter(seal=None).order_by("account").values_list("account", flat=True)
    return sum(try_again(partial(_seal_account, pk)) for pk in waiting.distinct()[:limit])


def digest_of(*, previous: str, entry: Entry) -> str:
    """Return the digest that covers an entry and everything before it in its account."""
    facts = (
        previous,
        str(entry.pk),
        str(entry.account_id),
        f"{entry.amount:.2f}",
        entry.transfer.key,
        entry.transfer.digest,
        entry.transfer.memo,
    )
    return hashlib.sha256("|".join(facts).encode()).hexdigest()


@transaction.atomic
def _seal_account(account_id: int) -> int:
    """Seal in the order of posting. The account's lock keeps two workers from the same link."""
    lock_row(Account, account_id)
    last = Seal.objects.filter(account_id=account_id).order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, "")
    seals = []
    entries = Entry.objects.filter(account_id=account_id, seal=None).select_related("transfer")
    for entry in entries.order_by("pk"):
        number += 1
        digest = digest_of(previous=digest, entry=entry)
        seals.append(Seal(entry=entry, account_id=account_id, number=number, digest=digest))
    Seal.objects.bulk_create(seals)
    return len(seals)
