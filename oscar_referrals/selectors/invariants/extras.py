"""Extra rewards against the referrals that earn them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from oscar_referrals.models import (
    Advocate,
    Referral,
    Reward,
    RewardState,
    Terms,
    Work,
    WorkStatus,
)
from oscar_referrals.models.referral import PAID
from oscar_referrals.ports import shop
from oscar_referrals.rewards.plan import ExtraReward, plan_of
from oscar_referrals.rewards.sizing import extra_target
from oscar_referrals.selectors.invariants.batches import in_batches
from oscar_referrals.selectors.milestones import count_friends, was_used_up


def milestones_follow_the_friends() -> Iterator[str]:
    """Every milestone that was reached is there once, and no other, unless work is about it."""
    for terms in _terms_with_extras():
        for extra in plan_of(terms):
            if extra.is_milestone:
                yield from _find_wrong_milestones(extra, terms)


def extra_rewards_follow_their_orders() -> Iterator[str]:
    """An extra reward for each referral is worth what is left of its order.

    Orders that the shop no longer has say nothing.
    """
    for terms in _terms_with_extras():
        referrals = Referral.objects.filter(terms=terms, state__in=PAID, order__isnull=False)
        for batch in in_batches(referrals.filter(~Exists(_work_about()))):
            yield from _find_wrong_extras(batch, terms)


def taken_back_milestones_are_free() -> Iterator[str]:
    """A milestone that was taken back can be reached again, unless it was used."""
    taken_back = Reward.objects.filter(milestone__isnull=False, state=RewardState.REVOKED)
    for reward in taken_back.exclude(was_used_up()).order_by("pk"):
        yield f"Reward {reward.pk} was taken back, but holds its milestone {reward.milestone}."


def _find_wrong_milestones(extra: ExtraReward, terms: Terms) -> Iterator[str]:
    referrals = Referral.objects.filter(terms=terms, state__in=PAID)
    advocates = Advocate.objects.filter(referrals__in=referrals).exclude(user=None, email="")
    for batch in in_batches(advocates.distinct()):
        for advocate in batch:
            earned = extra.count_earned(count_friends(advocate_id=advocate.pk, key=extra.key))
            standing = advocate.rewards.filter(milestone__startswith=f"{extra.key}:")
            used_up = standing.filter(state=RewardState.REVOKED).count()
            number = standing.count()
            if not number - used_up <= earned <= number and not _is_at_work(advocate):
                yield (
                    f"Advocate {advocate.pk} has {number} rewards for the milestone {extra.key},"
                    f" earned are {earned}."
                )


def _find_wrong_extras(referrals: list[Referral], terms: Terms) -> Iterator[str]:
    facts = shop().order_facts(referral.order_id for referral in referrals)
    for referral in referrals:
        referral.terms = terms
        order = facts.get(referral.order_id or 0)
        for extra in plan_of(terms):
            target = extra_target(extra=extra, referral=referral, facts=order)
            for reward in referral.rewards.filter(slot=extra.key):
                expected = min(reward.granted, target)
                if reward.net != expected:
                    yield (
                        f"Reward {reward.pk} is worth {reward.net} {reward.currency}, what is"
                        f" left of its order deserves {expected}."
                    )


def _terms_with_extras() -> list[Terms]:
    return [terms for terms in Terms.objects.order_by("pk") if terms.extra_rewards]


def _work_about() -> "QuerySet[Work]":
    """Return the work that is about to settle a referral, or to follow its order."""
    about_referral = Q(kind="extras", subject=OuterRef("pk"))
    about_order = Q(kind="order_changed", subject=OuterRef("order_id"))
    return Work.objects.filter(about_referral | about_order, status=WorkStatus.WAITING)


def _is_at_work(advocate: Advocate) -> bool:
    waiting = Work.objects.filter(kind="extras", status=WorkStatus.WAITING)
    return waiting.filter(subject__in=advocate.referrals.values("pk")).exists()


CHECKS = (
    milestones_follow_the_friends,
    extra_rewards_follow_their_orders,
    taken_back_milestones_are_free,
)
