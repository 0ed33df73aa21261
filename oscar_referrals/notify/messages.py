"""What is said to whom. Each function returns the message, or None if there is nobody to tell.

A context holds plain values: texts, amounts with their `currency`, and moments. Every message also
gets `account_url`, the reader's own page, and `site`.
"""

from typing import Any

from django.contrib.auth import get_user_model

from oscar_referrals.models import (
    Advocate,
    Gift,
    Recovery,
    Referral,
    ReferralState,
    Reward,
    RewardShape,
    RewardState,
)
from oscar_referrals.models.reward import MAIN
from oscar_referrals.ports import Message, shop
from oscar_referrals.reasons import Reason, customer_sentence
from oscar_referrals.rewards import describe_reward
from oscar_referrals.selectors.offers import advocate_gets, describe_offer

_STORE_CREDIT, _VOUCHER = "store_credit", "voucher"


def joined(advocate: Advocate) -> Message | None:
    """To a new advocate: the code and the link."""
    code = advocate.codes.filter(retired_at=None).order_by("-pk").first()
    if code is None:
        return None
    return _to_advocate(
        "referral_joined",
        advocate,
        code=code.text,
        share_url=shop().share_url(code),
        offer=describe_offer(advocate.program),
    )


def gift_given(gift: Gift) -> Message | None:
    """To a good customer: a gift to give away, and what comes back for it."""
    return _to_advocate(
        "referral_gift",
        gift.giver,
        code=gift.code.text,
        share_url=shop().share_url(gift.code),
        value=gift.drop.value,
        currency=gift.drop.currency,
        valid_until=gift.drop.valid_until,
        offer=describe_offer(gift.drop.program),
    )


def friend_ordered(referral: Referral) -> Message | None:
    """To the advocate: somebody ordered, and when the reward is due.

    A reward that is a share of the order is told as a percentage, because its amount would tell
    what the friend has spent.
    """
    is_share = referral.terms.reward_shape == RewardShape.PERCENTAGE
    return _to_advocate(
        "referral_friend_ordered",
        referral.advocate,
        share=advocate_gets(referral.terms) if is_share else "",
        amount=referral.promise,
        currency=referral.currency,
        due_at=referral.due_at,
        hold_days=referral.terms.hold_days,
        is_in_review=referral.state == ReferralState.REVIEW,
    )


def invitation_used(referral: Referral) -> Message | None:
    """To the friend: what the invitation saved."""
    if referral.order_id is None:
        return None
    email, user_id = shop().order_contact(referral.order_id)
    context = {
        "discount": referral.discount,
        "currency": referral.currency,
        "code": referral.claim.code.text,
        "order_number": referral.order_number,
        "shown_name": referral.advocate.shown_name,
        "account_url": shop().account_url(referral.advocate),
    }
    return Message("referral_invitation_used", email, user_id, context)


def reward_ready(referral: Referral) -> Message | None:
    """To the advocate: the reward can be spent."""
    reward = _reward_of(referral)
    if reward is None:
        return None
    if reward.state == RewardState.CLAIMABLE:
        return another_reward(reward)
    return _to_advocate(
        "referral_reward_ready",
        referral.advocate,
        amount=reward.net,
        currency=reward.currency,
        is_credit=reward.kind == _STORE_CREDIT,
        is_plain_voucher=reward.kind == _VOUCHER and not reward.options,
        words=describe_reward(reward),
        voucher_code=reward.voucher.code if reward.voucher else "",
        expires_at=reward.expires_at,
    )


def another_reward(reward: Reward) -> Message | None:
    """To the owner: an extra reward is ready, or a reward of any kind waits to be claimed."""
    user = get_user_model().objects.filter(pk=reward.owner_id or 0).first()
    if user is None:
        return None
    context = {
        "words": describe_reward(reward),
        "is_claimable": reward.state == RewardState.CLAIMABLE,
        "voucher_code": reward.voucher.code if reward.voucher else "",
        "expires_at": reward.expires_at if reward.kind != _STORE_CREDIT else None,
        "account_url": shop().account_url(reward.advocate),
    }
    email = getattr(user, user.get_email_field_name(), "")
    return Message("referral_another_reward", email, user.pk, context)


def referral_ended(referral: Referral) -> Message | None:
    """To the advocate: there will be no reward, and why."""
    is_decision = referral.reason == Reason.STAFF_DECISION
    return _to_advocate(
        "referral_ended",
        referral.advocate,
        ordered_at=referral.placed_at,
        why="" if is_decision else customer_sentence(referral.reason),
    )


def reward_taken_back(referral: Referral) -> Message | None:
    """To the advocate: what was taken back, what is left, and what if it is spent already."""
    reward = _reward_of(referral)
    if reward is None:
        return None
    is_credit = reward.kind == _STORE_CREDIT
    return _to_advocate(
        "referral_reward_taken_back",
        referral.advocate,
        ordered_at=referral.placed_at,
        amount=reward.clawed,
        left=reward.net,
        currency=reward.currency,
        why=customer_sentence(referral.reason) if reward.net == 0 else "",
        is_owed=is_credit and referral.terms.recovery == Recovery.RECEIVABLE,
    )


def _reward_of(referral: Referral) -> Reward | None:
    return referral.rewards.filter(slot=MAIN).first()


def _to_advocate(kind: str, advocate: Advocate, **context: Any) -> Message | None:
    user = advocate.user
    if user is None:
        return None
    email = getattr(user, user.get_email_field_name(), "")
    context["account_url"] = shop().account_url(advocate)
    return Message(kind, email, user.pk, context)
