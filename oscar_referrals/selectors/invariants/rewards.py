"""Rewards against their referrals, their orders and the calendar."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from oscar_referrals.models import Referral, ReferralState, Reward, RewardState, Work, WorkStatus
from oscar_referrals.models.referral import PAID
from oscar_referrals.models.reward import MAIN
from oscar_referrals.ports import shop
from oscar_referrals.rewards import reward_target
from oscar_referrals.selectors.invariants.batches import in_batches


def amounts_are_in_order() -> Iterator[str]:
    """Zero, taken back, granted, promised: each is at most the next. Used is at most granted."""
    fits = Q(clawed__gte=0, clawed__lte=F("granted"), granted__lte=F("promise"), used__gte=0)
    for reward in Reward.objects.exclude(fits & Q(used__lte=F("granted"))).order_by("pk"):
        yield (
            f"Reward {reward.pk}: taken back {reward.clawed}, granted {reward.granted},"
            f" promised {reward.promise}, used {reward.used} do not fit."
        )


def rewards_keep_the_promise() -> Iterator[str]:
    """The reward of a referral promises what it does, to the same advocate, in its currency."""
    fits = Q(
        promise=F("referral__promise"),
        currency=F("referral__currency"),
        advocate=F("referral__advocate"),
    )
    others = Reward.objects.filter(slot=MAIN).exclude(fits)
    for reward in others.select_related("referral").order_by("pk"):
        yield (
            f"Reward {reward.pk} promises {reward.promise} {reward.currency}, its referral"
            f" {reward.referral_id} {reward.referral.promise} {reward.referral.currency}."
        )


def only_rewarded_referrals_have_rewards() -> Iterator[str]:
    """A rewarded referral has a reward worth something, unless nobody claimed it in time."""
    rewards = Reward.objects.filter(referral=OuterRef("pk"), slot=MAIN)
    worth_something = rewards.filter(granted__gt=F("clawed"))
    is_kept = Exists(worth_something) | Exists(rewards.filter(state=RewardState.EXPIRED))
    rewarded = Referral.objects.filter(state=ReferralState.REWARDED)
    for referral in rewarded.filter(~is_kept).order_by("pk"):
        yield f"Referral {referral.pk} is rewarded, but has no reward that is worth something."
    clawed_back = Referral.objects.filter(state=ReferralState.CLAWED_BACK)
    for referral in clawed_back.filter(Exists(worth_something)).order_by("pk"):
        yield f"Referral {referral.pk} is taken back, but its reward is worth something."
    given = Q(issued_at__isnull=False) | Q(state=RewardState.CLAIMABLE)
    others = Referral.objects.exclude(state__in=PAID)
    for referral in others.filter(Exists(rewards.filter(given))).order_by("pk"):
        yield f"Referral {referral.pk} is {referral.state}, but a reward was issued."


def only_issued_rewards_are_granted() -> Iterator[str]:
    """What was granted was issued, or waits for its owner to claim it."""
    granted = Reward.objects.filter(granted__gt=0)
    unissued = Q(issued_at=None) | Q(state=RewardState.PROMISED)
    for reward in granted.filter(unissued).exclude(state=RewardState.CLAIMABLE).order_by("pk"):
        yield f"Reward {reward.pk} was granted {reward.granted}, but not issued."


def nothing_is_granted_early() -> Iterator[str]:
    """No reward was issued before the return time of its order had ended."""
    issued = Reward.objects.filter(issued_at__isnull=False)
    early = Q(issued_at__lt=F("referral__due_at")) | Q(referral__due_at=None)
    for reward in issued.filter(early).select_related("referral").order_by("pk"):
        yield (
            f"Reward {reward.pk} was issued on {reward.issued_at}, due was"
            f" {reward.referral.due_at}."
        )


def rewards_follow_their_orders() -> Iterator[str]:
    """A reward is worth what is left of its order, unless due work is about to settle it.

    Orders that the shop no longer has say nothing.
    """
    to_settle = Work.objects.filter(
        kind="order_changed", subject=OuterRef("order_id"), status=WorkStatus.WAITING
    )
    rewarded = Referral.objects.filter(
        ~Exists(to_settle), state=ReferralState.REWARDED, order__isnull=False
    )
    for batch in in_batches(rewarded.select_related("terms").prefetch_related("rewards")):
        facts = shop().order_facts(referral.order_id for referral in batch)
        for referral in batch:
            order = facts.get(referral.order_id or 0)
            target = reward_target(referral=referral, facts=order)
            for reward in referral.rewards.all():
                if reward.slot != MAIN:
                    continue
                expected = min(reward.granted, target)
                if reward.net != expected:
                    yield (
                        f"Reward {reward.pk} is worth {reward.net} {reward.currency}, what is"
                        f" left of its order deserves {expected}."
                    )


CHECKS = (
    amounts_are_in_order,
    rewards_keep_the_promise,
    only_rewarded_referrals_have_rewards,
    only_issued_rewards_are_granted,
    nothing_is_granted_early,
    rewards_follow_their_orders,
)
