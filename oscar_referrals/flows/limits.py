"""Places under the terms' limits of friends: one conditional UPDATE each, so no race passes them.

Orders are counted while the claim's terms or the program's current terms have a limit. Terms that
bring a new limit start from the truth.
"""

from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Advocate, Code, Program, Referral, Terms
from oscar_referrals.models.referral import was_undone
from oscar_referrals.reasons import Reason


def take_place(*, code: Code, terms: Terms) -> None:
    """Count one more friend of a code and of its advocate. Raises Refused when either is full."""
    current = code.advocate.program.terms_in_force
    if terms.code_total is not None or current.code_total is not None:
        _take(Code.objects.filter(pk=code.pk), limit=terms.code_total)
    if terms.advocate_total is not None or current.advocate_total is not None:
        _take(Advocate.objects.filter(pk=code.advocate_id), limit=terms.advocate_total)


def _take(counter: "QuerySet[Any]", *, limit: int | None) -> None:
    free = counter if limit is None else counter.filter(friends__lt=limit)
    if not free.update(friends=F("friends") + 1):
        raise Refused(Reason.FRIEND_LIMIT)


def give_place_back(*, referral: Referral) -> None:
    """Let another friend have the place of an order that was cancelled."""
    terms, current = referral.terms, referral.program.terms_in_force
    if terms.code_total is not None or current.code_total is not None:
        Code.objects.filter(pk=referral.claim.code_id, friends__gt=0).update(
            friends=F("friends") - 1
        )
    if terms.advocate_total is not None or current.advocate_total is not None:
        Advocate.objects.filter(pk=referral.advocate_id, friends__gt=0).update(
            friends=F("friends") - 1
        )


def count_again(*, program: Program) -> None:
    """Set the counters of a program to what its referrals say, before a limit begins to apply."""
    counted = Referral.objects.exclude(was_undone()).order_by()
    by_code = counted.filter(claim__code=OuterRef("pk")).values("claim__code")
    by_advocate = counted.filter(advocate=OuterRef("pk")).values("advocate")
    Code.objects.filter(advocate__program=program).update(
        friends=Coalesce(Subquery(by_code.annotate(number=Count("pk")).values("number")), 0)
    )
    Advocate.objects.filter(program=program).update(
        friends=Coalesce(Subquery(by_advocate.annotate(number=Count("pk")).values("number")), 0)
    )
