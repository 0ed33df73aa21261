"""The one place that turns what terms say about a reward into an amount."""

from decimal import Decimal

from oscar_referrals.models import RewardShape
from oscar_referrals.money import percentage, round_down


def size_of(
    *, shape: str, value: Decimal, cap: Decimal | None, base: Decimal, currency: str
) -> Decimal:
    """Return the size of a reward: `value` itself, or so many percent of `base`, at most `cap`.

    All amounts are in `currency`; the result is rounded down to its smallest coin.
    """
    amount = value
    if shape == RewardShape.PERCENTAGE:
        amount = percentage(percent=value, amount=base, currency=currency)
    if cap is not None:
        amount = min(amount, cap)
    return round_down(amount=amount, currency=currency)
