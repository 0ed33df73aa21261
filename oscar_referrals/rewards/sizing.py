"""How big a reward is: when it is promised, and after refunds."""

from decimal import Decimal
from fractions import Fraction

from oscar_referrals.models import ClawbackPolicy, Referral, RewardShape, Terms
from oscar_referrals.money import part_of, percentage, round_down
from oscar_referrals.ports import OrderFacts
from oscar_referrals.rewards.registry import reward_kind

NOTHING = Decimal("0.00")


def promise_for(*, terms: Terms, base: Decimal) -> Decimal:
    """Return what the advocate gets for an order worth `base`, in the terms' currency."""
    if terms.reward_shape == RewardShape.PERCENTAGE:
        amount = percentage(percent=terms.reward_value, amount=base, currency=terms.currency)
    else:
        amount = terms.reward_value
    if terms.reward_cap is not None:
        amount = min(amount, terms.reward_cap)
    return round_down(amount=amount, currency=terms.currency)


def reward_target(*, referral: Referral, facts: OrderFacts | None) -> Decimal:
    """Return what the advocate deserves for what is left of the order, in its currency.

    Zero if the order is cancelled, gone, returned, or worth less than the minimum. It depends on
    the cumulative refund only. What is left of an order is compared with the minimum as the whole
    was when it was placed: before the friend's discount. What cannot be divided stays whole. While
    the budget could not promise anything yet, it is what would be promised.
    """
    if facts is None or facts.is_cancelled or facts.is_charged_back:
        return NOTHING
    if facts.left <= 0 or referral.base <= 0:
        return NOTHING
    share_left = min(facts.left / Fraction(referral.base), Fraction(1))
    before_discount = share_left * Fraction(referral.base + referral.discount)
    if share_left < 1 and before_discount < Fraction(referral.terms.minimum):
        return NOTHING
    promise = referral.promise or promise_for(terms=referral.terms, base=referral.base)
    policy = referral.terms.clawback
    if policy == ClawbackPolicy.NONE or share_left == 1:
        return promise
    if policy == ClawbackPolicy.FULL:
        return NOTHING
    if not reward_kind(referral.terms.reward_kind).is_divisible:
        return promise
    return part_of(amount=promise, share=share_left, currency=referral.currency)
