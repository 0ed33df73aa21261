"""How big a reward is: when it is promised, and after refunds."""

from decimal import Decimal
from fractions import Fraction

from oscar_referrals.models import ClawbackPolicy, Referral, ReferralState, Terms
from oscar_referrals.money import part_of
from oscar_referrals.ports import OrderFacts
from oscar_referrals.rewards.amounts import size_of
from oscar_referrals.rewards.plan import ExtraReward
from oscar_referrals.rewards.registry import reward_kind
from oscar_referrals.rewards.steps import value_at

NOTHING = Decimal("0.00")


def promise_for(*, terms: Terms, base: Decimal, order_value: Decimal) -> Decimal:
    """Return what the advocate gets for an order, in the terms' currency.

    A percentage is one of `base`, which the friend pays; `order_value`, before the invitation's own
    discount, says which step of the reward is reached.
    """
    value = value_at(order_value, value=terms.reward_value, steps=terms.reward_steps)
    return size_of(
        shape=terms.reward_shape,
        value=value,
        cap=terms.reward_cap,
        base=base,
        currency=terms.currency,
    )


def promise_for_referral(referral: Referral) -> Decimal:
    """Return what the advocate would be promised for a referral's whole order, in its currency."""
    return promise_for(terms=referral.terms, base=referral.base, order_value=referral.order_value)


def reward_target(*, referral: Referral, facts: OrderFacts | None) -> Decimal:
    """Return what the advocate deserves for what is left of the order, in its currency.

    While the budget could not promise anything yet, it is what would be promised.
    """
    promise = referral.promise or promise_for_referral(referral)
    kind = referral.terms.reward_kind
    return _deserved(promise=promise, kind=kind, referral=referral, facts=facts)


def extra_target(*, extra: ExtraReward, referral: Referral, facts: OrderFacts | None) -> Decimal:
    """Return what an extra reward for every referral is worth now, in the referral's currency.

    Nothing before the referral was rewarded, nor after its reward was taken back.
    """
    if referral.state != ReferralState.REWARDED:
        return NOTHING
    promise = extra.amount_for(referral.base, currency=referral.currency)
    return _deserved(promise=promise, kind=extra.kind, referral=referral, facts=facts)


def _deserved(
    *, promise: Decimal, kind: str, referral: Referral, facts: OrderFacts | None
) -> Decimal:
    """Return what is left of a promise for what is left of the order, in its currency.

    Zero if the order is cancelled, gone, returned, or worth less than the minimum. It depends on
    the cumulative refund only. What is left of an order is compared with the minimum as the whole
    was when it was placed: before the friend's discount. What cannot be divided stays whole.
    """
    if facts is None or facts.is_cancelled or facts.is_charged_back:
        return NOTHING
    if facts.left <= 0 or referral.base <= 0:
        return NOTHING
    share_left = min(facts.left / Fraction(referral.base), Fraction(1))
    before_discount = share_left * Fraction(referral.order_value)
    if share_left < 1 and before_discount < Fraction(referral.terms.minimum):
        return NOTHING
    policy = referral.terms.clawback
    if policy == ClawbackPolicy.NONE or share_left == 1:
        return promise
    if policy == ClawbackPolicy.FULL:
        return NOTHING
    if not reward_kind(kind).is_divisible:
        return promise
    return part_of(amount=promise, share=share_left, currency=referral.currency)
