"""A friend's order as the customer who invited him reads it: what happened, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oscar_referrals.conf import settings
from oscar_referrals.days import format_day
from oscar_referrals.models import (
    Appeal,
    Referral,
    ReferralState,
    Reward,
    RewardShape,
    RewardState,
)
from oscar_referrals.money import format_money
from oscar_referrals.reasons import Reason, customer_sentence
from oscar_referrals.rewards import describe_reward, reward_kind
from oscar_referrals.selectors.appeals import appeal_of, can_be_appealed
from oscar_referrals.selectors.offers import advocate_gets


@dataclass(frozen=True, slots=True)
class FriendEntry:
    """One line of the timeline. `look` is "waiting", "checking", "done" or "ended".

    `amount` is what the customer gets, or is about to get, with its currency; "" if nothing.
    `ended_at` is there for orders that did not count. Where the customer may ask to look again,
    `can_be_appealed`; where he has, there is the `appeal`.
    """

    referral_id: int
    look: str
    label: str
    ordered_at: datetime
    sentence: str
    amount: str
    ended_at: datetime | None
    can_be_appealed: bool
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class _Words:
    look: str
    label: Promise
    tell: Callable[[Referral], str]


def describe_friend(referral: Referral) -> FriendEntry:
    """Put a referral into words. It comes from `selectors.timeline.friends_of`; no query.

    Nothing tells what the friend bought or spent: a reward that is a share of the order is shown
    as a percentage until it is issued.
    """
    words = _WORDS[ReferralState(referral.state)]
    appeal = appeal_of(referral)
    return FriendEntry(
        referral_id=referral.pk,
        look=words.look,
        label=str(words.label),
        ordered_at=referral.placed_at,
        sentence=words.tell(referral),
        amount=_amount(referral),
        ended_at=referral.moved_at if words.look == "ended" else None,
        can_be_appealed=appeal is None and can_be_appealed(referral),
        appeal=appeal,
    )


def _amount(referral: Referral) -> str:
    reward = _reward_of(referral)
    if referral.state in (ReferralState.VOIDED, ReferralState.CLAWED_BACK):
        return ""
    if not referral.promise:
        return ""
    if reward is not None and reward.issued_at is not None:
        return describe_reward(reward)
    if referral.terms.reward_shape == RewardShape.PERCENTAGE:
        return advocate_gets(referral.terms)
    figure = format_money(referral.promise, referral.currency)
    kind = reward_kind(referral.terms.reward_kind)
    return kind.describe(figure=figure, options=referral.terms.reward_options)


def _tell_pending(referral: Referral) -> str:
    return _("The order has reached us.")


def _tell_held(referral: Referral) -> str:
    if referral.due_at is None:
        return _("Waiting for the order to arrive.") + " " + _tell_return_time(referral)
    words = {
        "arrived": format_day(referral.due_at - referral.terms.hold),
        "day": format_day(referral.due_at),
        "then": _tell_then(referral),
    }
    if not settings.DELIVERED_STATUSES:
        return _("The return time ends on %(day)s, %(then)s.") % words
    return _("Delivered on %(arrived)s. The return time ends on %(day)s, %(then)s.") % words


def _tell_return_time(referral: Referral) -> str:
    days = referral.terms.hold_days
    sentence = ngettext(
        "A return time of %(days)d day follows, %(then)s.",
        "A return time of %(days)d days follows, %(then)s.",
        days,
    )
    return sentence % {"days": days, "then": _tell_then(referral)}


def _tell_then(referral: Referral) -> str:
    """Return what follows the return time: "then €10.00 is yours"."""
    amount = _amount(referral)
    if not amount:
        return _("then the order counts")
    if not reward_kind(referral.terms.reward_kind).is_for_owner:
        return _("then we give it in your name")
    return _("then %(amount)s is yours") % {"amount": amount}


def _tell_review(referral: Referral) -> str:
    if referral.reason in (Reason.STAFF_DECISION, Reason.BUDGET_EXHAUSTED):
        return customer_sentence(Reason.RULE_FAILED)
    return customer_sentence(referral.reason)


def _tell_approved(referral: Referral) -> str:
    return _("The return time has ended. Your reward is being made ready.")


def _tell_rewarded(referral: Referral) -> str:
    reward = _reward_of(referral)
    if reward is None:
        return customer_sentence(Reason.REWARD_ISSUED)
    if reward.issued_at is None:
        return _unclaimed(reward)
    given = str(_GIVEN.get(reward.kind, _GIVEN_ELSE)) % {
        "amount": format_money(reward.granted, reward.currency),
        "words": describe_reward(reward),
        "day": format_day(reward.issued_at),
    }
    if not reward.clawed:
        return given
    taken = _("%(amount)s of it was taken back, because part of the order was returned.") % {
        "amount": format_money(reward.clawed, reward.currency)
    }
    return f"{given} {taken}"


def _unclaimed(reward: Reward) -> str:
    if reward.state == RewardState.EXPIRED:
        return customer_sentence(Reason.REWARD_NOT_CLAIMED)
    return customer_sentence(Reason.REWARD_CLAIMABLE)


def _tell_voided(referral: Referral) -> str:
    if referral.reason == Reason.STAFF_DECISION:
        return _("We have looked at this order, and it does not count.")
    return customer_sentence(referral.reason)


def _tell_clawed_back(referral: Referral) -> str:
    return _("%(reason)s Your reward was taken back.") % {
        "reason": customer_sentence(referral.reason)
    }


def _reward_of(referral: Referral) -> Reward | None:
    rewards: list[Reward] = referral.rewards_of_advocate  # type: ignore[attr-defined]
    return rewards[0] if rewards else None


_GIVEN: dict[str, Promise] = {
    "store_credit": gettext_lazy("%(amount)s credit on %(day)s."),
    "voucher": gettext_lazy("%(amount)s voucher on %(day)s."),
    "payout": gettext_lazy("%(amount)s to be paid out, since %(day)s."),
    "gift_card": gettext_lazy("%(amount)s gift card on %(day)s."),
    "donation": gettext_lazy("%(amount)s given in your name on %(day)s."),
    "retailer_card": gettext_lazy("%(amount)s gift card of another shop, yours since %(day)s."),
}
_GIVEN_ELSE = gettext_lazy("%(words)s, on %(day)s.")

_WORDS: dict[ReferralState, _Words] = {
    ReferralState.PENDING: _Words("waiting", gettext_lazy("Ordered"), _tell_pending),
    ReferralState.HELD: _Words("waiting", gettext_lazy("Ordered"), _tell_held),
    ReferralState.REVIEW: _Words("checking", gettext_lazy("Being checked"), _tell_review),
    ReferralState.APPROVED: _Words("waiting", gettext_lazy("Confirmed"), _tell_approved),
    ReferralState.REWARDED: _Words("done", gettext_lazy("Rewarded"), _tell_rewarded),
    ReferralState.VOIDED: _Words("ended", gettext_lazy("Ended"), _tell_voided),
    ReferralState.CLAWED_BACK: _Words("ended", gettext_lazy("Ended"), _tell_clawed_back),
}
