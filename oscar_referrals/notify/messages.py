"""What is said to whom about what has happened. Each function returns the message, or None if there
is nobody to tell.

A context holds plain values: texts, amounts with their `currency`, and moments. Every message also
gets `account_url`, the reader's own page, and `site`; one to a guest `is_guest`.
"""

from oscar_referrals.models import (
    Advocate,
    Appeal,
    CodeList,
    CodeStep,
    Event,
    Gift,
    GuestLink,
    ListedCode,
    PayoutDetails,
    PayoutLine,
    Recovery,
    Referral,
    ReferralState,
    Reward,
    RewardShape,
    RewardState,
)
from oscar_referrals.models.reward import MAIN
from oscar_referrals.money import format_money
from oscar_referrals.notify.addressing import to_advocate, to_owner
from oscar_referrals.notify.kinds import GIFT
from oscar_referrals.ports import Message, shop
from oscar_referrals.reasons import Reason, customer_sentence
from oscar_referrals.rewards import describe_reward, reward_kind
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.selectors.codes import shared_code
from oscar_referrals.selectors.offers import advocate_gets, describe_offer
from oscar_referrals.selectors.waiting import waits_for_account

_STORE_CREDIT, _VOUCHER = "store_credit", "voucher"


def joined(advocate: Advocate) -> Message | None:
    """To a new advocate: the code and the link."""
    code = shared_code(advocate.codes.all())
    if code is None:
        return None
    return to_advocate(
        "referral_joined",
        advocate,
        code=code.text,
        share_url=shop().share_url(code),
        offer=describe_offer(advocate.program),
    )


def guest_link(link: GuestLink) -> Message:
    """To whoever typed the address: the link to the page of somebody without an account."""
    context = {"account_url": shop().guest_link_url(link), "expires_at": link.expires_at}
    return Message("referral_guest_link", link.email, None, context)


def gift_given(gift: Gift) -> Message | None:
    """To a good customer: a gift to give away, and what comes back for it."""
    return to_advocate(
        GIFT,
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

    `words` are there where the amount alone does not say it. A reward that is a share of the order
    is told as a percentage, because its amount would tell what the friend has spent.
    """
    return to_advocate(
        "referral_friend_ordered",
        referral.advocate,
        words=_words_of_promise(referral),
        amount=referral.promise,
        currency=referral.currency,
        due_at=referral.due_at,
        hold_days=referral.terms.hold_days,
        is_in_review=referral.state == ReferralState.REVIEW,
    )


def reward_on_its_way(referral: Referral) -> Message | None:
    """To the advocate: the order has arrived, and on which day the reward is due."""
    if referral.state != ReferralState.HELD or referral.due_at is None or not referral.promise:
        return None
    return to_advocate(
        "referral_reward_on_its_way",
        referral.advocate,
        words=_words_of_promise(referral),
        amount=referral.promise,
        currency=referral.currency,
        due_at=referral.due_at,
    )


def invitation_used(referral: Referral) -> Message | None:
    """To the friend: what the invitation saved."""
    if referral.order_id is None:
        return None
    email, user_id = shop().order_contact(referral.order_id)
    context = {
        "discount": referral.discount,
        "currency": referral.currency,
        "pays_shipping": referral.terms.pays_shipping,
        "code": referral.claim.code.text,
        "order_number": referral.order_number,
        "shown_name": "" if referral.advocate.is_house else referral.advocate.shown_name,
        "is_card": referral.advocate.is_house,
        "account_url": shop().account_url(),
    }
    return Message("referral_invitation_used", email, user_id, context)


def reward_ready(referral: Referral) -> Message | None:
    """To the advocate: the reward is there. Each kind of reward has a message of its own."""
    reward = _reward_of(referral)
    if reward is None:
        return None
    if reward.state == RewardState.CLAIMABLE:
        return another_reward(reward)
    message = reward_kind(reward.kind).message
    if not message:
        return None
    return to_advocate(
        message,
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
    is_claimable = reward.state == RewardState.CLAIMABLE
    if not is_claimable and not reward_kind(reward.kind).message:
        return None
    return to_owner(
        "referral_another_reward",
        reward,
        words=describe_reward(reward),
        is_claimable=is_claimable,
        needs_account=waits_for_account(reward),
        voucher_code=reward.voucher.code if reward.voucher else "",
        expires_at=reward.expires_at if is_claimable or not _is_posted(reward) else None,
    )


def referral_ended(referral: Referral) -> Message | None:
    """To the advocate: there will be no reward, and why, by staff's own words if they gave some."""
    is_decision = referral.reason == Reason.STAFF_DECISION
    return to_advocate(
        "referral_ended",
        referral.advocate,
        ordered_at=referral.placed_at,
        why=_words_of_staff(referral) if is_decision else customer_sentence(referral.reason),
    )


def appeal_answered(appeal: Appeal) -> Message | None:
    """To the advocate: what staff answer to his appeal, in their own words."""
    referral = appeal.referral
    return to_advocate(
        "referral_appeal_answered",
        referral.advocate,
        ordered_at=referral.placed_at,
        answer=appeal.answer,
    )


def code_decided(event: Event) -> Message | None:
    """To the advocate: his word was refused, or he has a new code, and the words of the staff."""
    advocate = event.advocate
    why = event.details.get("words", "")
    if advocate is None:
        return None
    if event.to_state == CodeStep.REFUSED:
        asked = event.details["code"]
        return to_advocate("referral_word_refused", advocate, code=asked, why=why)
    code = shared_code(advocate.codes.all())
    if code is None:
        return None
    return to_advocate(
        "referral_new_code",
        advocate,
        code=code.text,
        share_url=shop().share_url(code),
        old_code=event.details["code"] if event.to_state == CodeStep.TAKEN_BACK else "",
        why=why,
    )


def reward_taken_back(referral: Referral) -> Message | None:
    """To the advocate: what was taken back, what is left, and what if it is spent already."""
    reward = _reward_of(referral)
    if reward is None:
        return None
    is_for_owner = reward_kind(reward.kind).is_for_owner
    is_debt = _is_posted(reward) and referral.terms.recovery == Recovery.RECEIVABLE
    return to_advocate(
        "referral_reward_taken_back",
        referral.advocate,
        ordered_at=referral.placed_at,
        amount=reward.clawed,
        left=reward.net,
        currency=reward.currency,
        why=customer_sentence(referral.reason) if reward.net == 0 else "",
        is_owed=is_debt,
        is_for_owner=is_for_owner,
    )


def payout_details_changed(details: PayoutDetails) -> list[Message]:
    """To the address of the account now, and to the one that it had when it last gave details."""
    user = details.user
    earlier = user.referral_payout_details.filter(pk__lt=details.pk).first()
    addresses = [details.email, earlier.email if earlier else ""]
    context = {
        "last_signs": details.last_signs,
        "usable_from": details.usable_from,
        "account_url": shop().payout_url(),
    }
    return [
        Message("referral_payout_details_changed", email, None, context)
        for email in dict.fromkeys(addresses)
        if email
    ]


def paid_out(line: PayoutLine) -> Message | None:
    """To the customer: the money has arrived."""
    return _to_payee("referral_paid_out", line)


def payout_failed(line: PayoutLine) -> Message | None:
    """To the customer: the money came back, please look at the details."""
    return _to_payee("referral_payout_failed", line)


def card_given(code: ListedCode) -> Message | None:
    """To the owner: the code of a card of another shop can be read."""
    if code.reward is None:
        return None
    return to_owner(
        "referral_card_given",
        code.reward,
        amount=code.code_list.value,
        currency=code.code_list.currency,
        label=code.code_list.label,
    )


def codes_low(code_list: CodeList) -> Message:
    """To whoever buys codes: few are left."""
    context = {
        "label": code_list.label,
        "left": code_list.codes.filter(reward=None).count(),
        "account_url": shop().code_lists_url(),
    }
    return Message("referral_codes_low", code_list.warn_email, None, context)


def _to_payee(kind: str, line: PayoutLine) -> Message | None:
    user = line.account.user
    if user is None:
        return None
    context = {
        "amount": line.amount,
        "currency": line.batch.currency,
        "reference": line.reference,
        "last_signs": line.destination[-4:],
        "account_url": shop().payout_url(),
    }
    return Message(kind, getattr(user, user.get_email_field_name(), ""), user.pk, context)


def _words_of_promise(referral: Referral) -> str:
    terms = referral.terms
    if terms.reward_shape == RewardShape.PERCENTAGE:
        return advocate_gets(terms)
    figure = format_money(referral.promise, referral.currency)
    words = reward_kind(terms.reward_kind).describe(figure=figure, options=terms.reward_options)
    return "" if words == figure else words


def _words_of_staff(referral: Referral) -> str:
    ended = referral.events.filter(reward=None, to_state=ReferralState.VOIDED)
    details = ended.order_by("-pk").values_list("details", flat=True).first()
    return str((details or {}).get("words", ""))


def _reward_of(referral: Referral) -> Reward | None:
    return referral.rewards.filter(slot=MAIN).first()


def _is_posted(reward: Reward) -> bool:
    """Tell whether a reward is in the ledger, where nothing expires and debts can be written."""
    return isinstance(reward_kind(reward.kind), PostedReward)
