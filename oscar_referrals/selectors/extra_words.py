"""Extra rewards in words, for customers and for staff."""

from django.utils.translation import gettext as _

from oscar_referrals.models import RewardShape, Side, Terms
from oscar_referrals.money import format_money
from oscar_referrals.rewards import reward_kind
from oscar_referrals.rewards.plan import ExtraReward, When, plan_of


def describe_extras(terms: Terms, *, side: Side) -> list[str]:
    """Return what a side gets besides: "For every 3rd friend: €5.00". No query for plain kinds."""
    mine = [extra for extra in plan_of(terms) if extra.side == side]
    return [describe_extra(extra, currency=terms.currency) for extra in mine]


def describe_extra(extra: ExtraReward, *, currency: str) -> str:
    """Return one extra reward as a line: when, and what."""
    words = {"what": _words(extra, currency=currency), "number": extra.number}
    if extra.when == When.EVERY_NTH:
        return _("For every %(number)s friends: %(what)s") % words
    if extra.when == When.ONCE_AT:
        return _("Once you have brought %(number)s friends: %(what)s") % words
    if extra.side == Side.FRIEND:
        return _("After your first order, if you have an account: %(what)s") % words
    return _("For every friend: %(what)s") % words


def _words(extra: ExtraReward, *, currency: str) -> str:
    figure = format_money(extra.value, currency)
    if extra.shape == RewardShape.PERCENTAGE:
        figure = _("%(percent)s of the order") % {"percent": f"{extra.value.normalize():f}%"}
    if extra.cap is not None:
        cap = format_money(extra.cap, currency)
        figure = _("%(figure)s, at most %(cap)s") % {"figure": figure, "cap": cap}
    return reward_kind(extra.kind).describe(figure=figure, options=extra.options)
