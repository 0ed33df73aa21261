"""How many friends count for a milestone."""

from oscar_referrals.models import Referral, ReferralState, Terms
from oscar_referrals.rewards.plan import plan_of


def count_friends(*, advocate_id: int, key: str) -> int:
    """Count the referrals of an advocate that stand, under terms that promise the same milestone.

    A referral stands while it is rewarded. Two queries.
    """
    standing = Referral.objects.filter(advocate_id=advocate_id, state=ReferralState.REWARDED)
    terms = Terms.objects.filter(program__advocates=advocate_id)
    promising = [row.pk for row in terms if any(extra.key == key for extra in plan_of(row))]
    return standing.filter(terms__in=promising).count()
