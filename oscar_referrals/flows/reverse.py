"""Taking back what a cancellation or a refund makes undeserved, to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser

from oscar_referrals.flows import budgets, extras, tell
from oscar_referrals.flows.limits import give_place_back
from oscar_referrals.flows.take_back import shrink
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import AdvocateKind, Referral, ReferralState, Reward, RewardState
from oscar_referrals.models.referral import PAID, UNDONE
from oscar_referrals.models.reward import MAIN
from oscar_referrals.ports import OrderFacts
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_target

_BEFORE_THE_REWARD = frozenset(
    {ReferralState.PENDING, ReferralState.HELD, ReferralState.REVIEW, ReferralState.APPROVED}
)


def settle(*, referral: Referral, facts: OrderFacts | None) -> None:
    """Bring a locked referral in line with what is left of its order, and of its advocate.

    Before the reward is issued an order that deserves nothing ends the referral, and so does an
    advocate whose account was deleted; afterwards the difference is taken back. What a cancelled
    order had taken is given back also if the referral had ended before. The result depends on the
    facts alone, not on how often it is called.
    """
    target = reward_target(referral=referral, facts=facts)
    is_undone = facts is None or facts.is_cancelled
    if referral.state in _BEFORE_THE_REWARD:
        if target == 0:
            void(referral=referral, reason=_reason_for(facts), is_undone=is_undone)
        elif find_ownerless([referral]):
            void(referral=referral, reason=Reason.CODE_WITHDRAWN, is_undone=False)
    elif referral.state == ReferralState.REWARDED:
        _claw_back(referral=referral, target=target, reason=_reason_for(facts))
        if is_undone and referral.state == ReferralState.CLAWED_BACK:
            _undo_discount(referral)
    elif is_undone and referral.reason not in UNDONE:
        referral.reason = _reason_for(facts)
        referral.save(update_fields=["reason"])
        _undo_discount(referral)
    if referral.terms.extra_rewards and referral.state in PAID:
        extras.settle_later(referral=referral, facts=facts)


def find_ownerless(referrals: Sequence[Referral]) -> set[int]:
    """Return which referrals, by primary key, nobody can be rewarded for any more. One query.

    Partners, guests and the house have no account, and are not missed.
    """
    pks = [referral.pk for referral in referrals]
    ownerless = Referral.objects.filter(
        pk__in=pks,
        advocate__user=None,
        advocate__kind=AdvocateKind.CUSTOMER,
        advocate__email="",
    )
    return set(ownerless.values_list("pk", flat=True))


def void(
    *,
    referral: Referral,
    reason: Reason,
    is_undone: bool,
    actor: AbstractBaseUser | None = None,
    words: str = "",
) -> None:
    """End a referral before anything was issued: free its budget, withdraw its reward, tell why.

    `is_undone` says that the order never came to be, so the friend's discount was not used;
    `words` are what staff tell the advocate.
    """
    details = {"words": words} if words else None
    if not move(
        subject=referral, to=ReferralState.VOIDED, reason=reason, actor=actor, details=details
    ):
        return
    for reward in referral.rewards.all():
        move(subject=reward, to=RewardState.REVOKED, reason=reason)
    if is_undone:
        _undo_discount(referral)
    budgets.release(
        program=referral.program,
        currency=referral.currency,
        promise=referral.promise,
    )
    tell.referral_ended(referral)


def _undo_discount(referral: Referral) -> None:
    """Give back what a cancelled order had taken: budget, place, and the friend's turn."""
    give_place_back(referral=referral)
    budgets.uncommit(program=referral.program, currency=referral.currency, amount=referral.discount)
    if referral.terms.frees_cancelled_friend:
        referral.claimed_identity = None
        referral.save(update_fields=["claimed_identity"])


def _claw_back(*, referral: Referral, target: Decimal, reason: Reason) -> None:
    reward = lock_row(Reward, referral.rewards.get(slot=MAIN).pk)
    reward.referral = referral
    was_taken_back = shrink(reward=reward, target=target, reason=reason)
    if reward.net == 0 and target == 0:
        move(subject=referral, to=ReferralState.CLAWED_BACK, reason=reason)
    if was_taken_back:
        tell.reward_taken_back(referral)


def _reason_for(facts: OrderFacts | None) -> Reason:
    if facts is None:
        return Reason.ORDER_GONE
    if facts.is_cancelled:
        return Reason.ORDER_CANCELLED
    return Reason.ORDER_CHARGED_BACK if facts.is_charged_back else Reason.ORDER_REFUNDED
