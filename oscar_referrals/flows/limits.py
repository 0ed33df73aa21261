"""Places under the terms' limits of friends: one conditional UPDATE each, so no race passes them.

Every order is counted, whether a limit applies or not: terms that bring a new limit find the truth,
also of orders that were on their way meanwhile. Codes that replaced each other are counted
together, in the row of the first: a new code does not begin at nothing.
"""

from typing import Any

from django.db.models import F, QuerySet

from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Advocate, Code, Referral, Terms
from oscar_referrals.reasons import Reason


def take_place(*, code: Code, terms: Terms) -> None:
    """Count one more friend of a code and of its advocate. Raises Refused when either is full."""
    _take(_counter_of(code), limit=terms.code_total)
    # The shop and partners are no persons: their friends are counted and not limited.
    limit = terms.advocate_total if code.advocate.earns_rewards else None
    _take(Advocate.objects.filter(pk=code.advocate_id), limit=limit)


def _take(counter: "QuerySet[Any]", *, limit: int | None) -> None:
    free = counter if limit is None else counter.filter(friends__lt=limit)
    if not free.update(friends=F("friends") + 1):
        raise Refused(Reason.FRIEND_LIMIT)


def _counter_of(code: Code) -> "QuerySet[Code]":
    return Code.objects.filter(pk=code.counted_by_id or code.pk)


def give_place_back(*, referral: Referral) -> None:
    """Let another friend have the place of an order that was cancelled."""
    for counter in (
        _counter_of(referral.claim.code),
        Advocate.objects.filter(pk=referral.advocate_id),
    ):
        counter.filter(friends__gt=0).update(friends=F("friends") - 1)
