"""Places under the terms' limits of friends: one conditional UPDATE each, so no race passes them.

Only orders under terms with a limit are counted. Terms that bring a new limit start from the truth.
"""

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Advocate, Code, Program, Referral, ReferralState, Terms
from oscar_referrals.reasons import Reason


def take_place(*, code: Code, terms: Terms) -> None:
    """Count one more friend of a code and of its advocate. Raises Refused when either is full."""
    if terms.code_total is not None:
        codes = Code.objects.filter(pk=code.pk, friends__lt=terms.code_total)
        if not codes.update(friends=F("friends") + 1):
            raise Refused(Reason.FRIEND_LIMIT)
    if terms.advocate_total is not None:
        advocates = Advocate.objects.filter(pk=code.advocate_id, friends__lt=terms.advocate_total)
        if not advocates.update(friends=F("friends") + 1):
            raise Refused(Reason.FRIEND_LIMIT)


def give_place_back(*, referral: Referral) -> None:
    """Let another friend have the place of an order that was cancelled."""
    if referral.terms.code_total is not None:
        Code.objects.filter(pk=referral.claim.code_id, friends__gt=0).update(
            friends=F("friends") - 1
        )
    if referral.terms.advocate_total is not None:
        Advocate.objects.filter(pk=referral.advocate_id, friends__gt=0).update(
            friends=F("friends") - 1
        )


def count_again(*, program: Program) -> None:
    """Set the counters of a program to what its referrals say, before a limit begins to apply."""
    counted = Referral.objects.exclude(state=ReferralState.VOIDED).order_by()
    by_code = counted.filter(claim__code=OuterRef("pk")).values("claim__code")
    by_advocate = counted.filter(advocate=OuterRef("pk")).values("advocate")
    Code.objects.filter(advocate__program=program).update(
        friends=Coalesce(Subquery(by_code.annotate(number=Count("pk")).values("number")), 0)
    )
    Advocate.objects.filter(program=program).update(
        friends=Coalesce(Subquery(by_advocate.annotate(number=Count("pk")).values("number")), 0)
    )
