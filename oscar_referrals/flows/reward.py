"""Promising rewards, and issuing each of them once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from oscar_referrals.flows import budgets, extras, hand_over, reverse, tell
from oscar_referrals.flows.work import handles_all
from oscar_referrals.lifecycle import move_all
from oscar_referrals.locks import lock_rows, lock_values
from oscar_referrals.models import Referral, ReferralState, Reward, Side
from oscar_referrals.models.reward import MAIN
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import promise_for_referral, reward_target


def promise_all(referrals: Sequence[Referral]) -> list[Reward]:
    """Write down what advocates will get. Doing it twice returns the same rewards."""
    known = {referral.pk: referral for referral in referrals}
    rewards = Reward.objects.filter(referral__in=known, slot=MAIN).order_by("pk")
    rewards = rewards.prefetch_related("advocate__user")
    promised = list(rewards)
    missing = known.keys() - {reward.referral_id for reward in promised}
    if missing:
        _write_promises(known[pk] for pk in sorted(missing))
        promised = list(rewards.all())
    for reward in promised:
        reward.referral = known[reward.referral_id]
    return promised


def _write_promises(referrals: Iterable[Referral]) -> None:
    Reward.objects.bulk_create(
        (
            Reward(
                referral=referral,
                slot=MAIN,
                side=Side.ADVOCATE,
                advocate_id=referral.advocate_id,
                kind=referral.terms.reward_kind,
                options=referral.terms.reward_options,
                currency=referral.currency,
                promise=referral.promise,
            )
            for referral in referrals
        ),
        ignore_conflicts=True,
    )


def promise_late(referral: Referral) -> None:
    """Promise the reward of a locked referral that the budget had no room for at first.

    Raises Refused if there is still no room.
    """
    promise = promise_for_referral(referral)
    budgets.hold(program_id=referral.program_id, currency=referral.currency, amount=promise)
    referral.promise = promise
    referral.save(update_fields=["promise"])
    promise_all([referral])
    tell.friend_ordered(referral)


@handles_all("issue")
def issue(referral_ids: list[int]) -> Mapping[int, datetime]:
    """Give advocates what their approved referrals deserve now, and tell both sides.

    The orders are looked at once more in the same transaction. Repeating it gives nothing twice.
    """
    locked = lock_rows(Referral, referral_ids, "terms")
    approved = [row for row in locked if row.state == ReferralState.APPROVED]
    facts = shop().order_facts(referral.order_id for referral in approved)
    ownerless = reverse.find_ownerless(approved)
    earned: dict[int, Decimal] = {}
    for referral in approved:
        order = facts.get(referral.order_id or 0)
        target = reward_target(referral=referral, facts=order)
        if target == 0 or referral.pk in ownerless:
            reverse.settle(referral=referral, facts=order)
        else:
            earned[referral.pk] = target
    paid = [referral for referral in approved if referral.pk in earned]
    _grant(paid, earned)
    for referral in paid:
        if referral.terms.extra_rewards:
            extras.settle_later(referral=referral, facts=facts.get(referral.order_id or 0))
    return {}


def _grant(referrals: Sequence[Referral], earned: Mapping[int, Decimal]) -> None:
    """Issue the rewards of referrals; `earned` says how much, by referral, in its currency."""
    rewards = promise_all(referrals)
    # Rewards are locked before a budget, as everywhere.
    lock_values(Reward, [reward.pk for reward in rewards], "pk")
    for reward in rewards:
        reward.granted = earned[reward.referral_id]
    budgets.grant_all(rewards)
    waiting = [row for row in rewards if hand_over.waits_for_claim(row)]
    hand_over.issue_all([row for row in rewards if row not in waiting])
    hand_over.let_claim(waiting)
    move_all(subjects=referrals, to=ReferralState.REWARDED, reason=Reason.REWARD_ISSUED)
    tell.rewards_ready(referrals)
