"""What the shop owes for rewards, told apart by what it is owed as."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from oscar_referrals.models import OWED, Entry
from oscar_referrals.money import exact


def owed_by_kind(*, moment: datetime) -> "QuerySet[Any]":
    """Return rows of `currency`, `kind` of account and the amount `owed` at a moment. One query.

    Each currency's rows sum to what `liability_at` says.
    """
    entries = Entry.objects.filter(account__kind__in=OWED, transfer__posted_at__lte=moment)
    rows = entries.order_by().values(currency=F("account__currency"), kind=F("account__kind"))
    return rows.annotate(owed=exact(Sum("amount"))).exclude(owed=0).order_by("currency", "kind")
