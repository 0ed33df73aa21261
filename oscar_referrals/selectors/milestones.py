"""How many friends count for a milestone, and how far it is to the next one."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from oscar_referrals.models import AccountKind, Advocate, Entry, Referral, ReferralState, Terms
from oscar_referrals.rewards import REWARD_KINDS
from oscar_referrals.rewards.plan import ExtraReward, When, plan_of
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.selectors.extra_words import describe_extra


def count_friends(*, advocate_id: int, key: str) -> int:
    """Count the referrals of an advocate that stand, under terms that promise the same milestone.

    A referral stands while it is rewarded. Two queries.
    """
    standing = Referral.objects.filter(advocate_id=advocate_id, state=ReferralState.REWARDED)
    terms = Terms.objects.filter(program__advocates=advocate_id)
    promising = [row.pk for row in terms if any(extra.key == key for extra in plan_of(row))]
    return standing.filter(terms__in=promising).count()


def was_used_up() -> Q:
    """Return the condition under which what a reward gave is gone, although it was taken back.

    It was used in an order, or its money was spent and written off. What its owner owes instead is
    set off against what he gets next, so only kinds that settle no debts are gone then.
    """
    postings = Entry.objects.filter(transfer__reward=OuterRef("pk"))
    written_off = postings.filter(account__kind=AccountKind.WRITTEN_OFF)
    owed = postings.filter(account__kind=AccountKind.RECEIVABLE)
    given_at_once = [
        key
        for key, kind in REWARD_KINDS.items()
        if isinstance(kind, PostedReward) and not kind.settles_debts
    ]
    return Q(used__gt=0) | Exists(written_off) | Q(Exists(owed), kind__in=given_at_once)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an advocate is on the way to a milestone: `friends` of `goal`, and what it gives."""

    friends: int
    goal: int
    gives: str

    @property
    def left(self) -> int:
        """How many friends are still missing."""
        return self.goal - self.friends


def next_milestone(advocate: Advocate) -> Progress | None:
    """Return the milestone of the current terms that is nearest, None if there is none to reach.

    Three queries for each milestone of the terms.
    """
    found = (_progress(advocate, extra) for extra in plan_of(advocate.program.terms_in_force))
    return min(filter(None, found), key=lambda progress: progress.left, default=None)


def _is_used_up(advocate: Advocate, extra: ExtraReward, *, goal: int) -> bool:
    """Tell whether the milestone was given and used already; then it is not given again."""
    name = f"{extra.key}:{extra.count_earned(goal)}"
    return advocate.rewards.filter(was_used_up(), milestone=name).exists()


def _progress(advocate: Advocate, extra: ExtraReward) -> Progress | None:
    if not extra.is_milestone or not extra.number:
        return None
    friends = count_friends(advocate_id=advocate.pk, key=extra.key)
    goal = extra.number
    if extra.when == When.EVERY_NTH:
        goal *= friends // goal + 1
    if friends >= goal or _is_used_up(advocate, extra, goal=goal):
        return None
    terms = advocate.program.terms_in_force
    return Progress(friends, goal, describe_extra(extra, currency=terms.currency))
