"""A person decides. Silence never pays."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import budgets, qualify, reverse, tell
from oscar_referrals.flows.reward import promise_late
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Referral, ReferralState, RewardState
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason


@transaction.atomic
def accept(*, referral: Referral, actor: AbstractBaseUser) -> None:
    """Let a reviewed referral go on: it waits for its return time like any other.

    What the budget could not promise when the order was placed is promised now. Raises Refused if
    the order is gone or the budget is still too small, ForbiddenMove if the referral is not in
    review.
    """
    referral = lock_row(Referral, referral.pk)
    if referral.state != ReferralState.REVIEW:
        raise ForbiddenMove(f"Referral {referral.pk} is not in review")
    facts = shop().order_facts([referral.order_id]).get(referral.order_id or 0)
    if facts is None:
        raise Refused(Reason.ORDER_GONE)
    if not referral.promise and referral.advocate.earns_rewards:
        promise_late(referral)
    qualify.hold(referral=referral, facts=facts, reason=Reason.STAFF_DECISION, actor=actor)
    if referral.due_at is not None:
        tell.rewards_on_their_way([referral])


@transaction.atomic
def reject(*, referral: Referral, actor: AbstractBaseUser, words: str = "") -> None:
    """End a referral by decision; the advocate is told, in the `words` of the staff if there are
    any. The friend keeps the discount.

    Raises ForbiddenMove once the reward is issued.
    """
    referral = lock_row(Referral, referral.pk)
    reverse.void(
        referral=referral,
        reason=Reason.STAFF_DECISION,
        is_undone=False,
        actor=actor,
        words=words,
    )


@transaction.atomic
def send_to_review(*, referral: Referral, actor: AbstractBaseUser) -> None:
    """Stop a waiting referral so that a person can look at it. Raises ForbiddenMove."""
    referral = lock_row(Referral, referral.pk)
    if referral.state not in (ReferralState.PENDING, ReferralState.HELD):
        raise ForbiddenMove(f"Referral {referral.pk} is not waiting")
    move(subject=referral, to=ReferralState.REVIEW, reason=Reason.STAFF_DECISION, actor=actor)


@transaction.atomic
def reopen(*, referral: Referral, actor: AbstractBaseUser) -> None:
    """Undo a rejection: the promise is reserved again and the referral is back in review.

    Raises ForbiddenMove unless staff had rejected it, Refused if the budget cannot take it.
    """
    referral = lock_row(Referral, referral.pk)
    if referral.reason != Reason.STAFF_DECISION or referral.state != ReferralState.VOIDED:
        raise ForbiddenMove(f"Referral {referral.pk} was not rejected by staff")
    move(subject=referral, to=ReferralState.REVIEW, reason=Reason.STAFF_DECISION, actor=actor)
    for reward in referral.rewards.order_by("pk"):
        move(subject=reward, to=RewardState.PROMISED, reason=Reason.STAFF_DECISION, actor=actor)
    budgets.hold(
        program_id=referral.program_id, currency=referral.currency, amount=referral.promise
    )
