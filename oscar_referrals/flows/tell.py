"""Telling people. Each message is due work of its own: a mail server that fails delays a message,
never an order or a reward."""

from collections.abc import Sequence

from oscar_referrals.clock import database_now
from oscar_referrals.flows.work import enqueue, enqueue_all, handles
from oscar_referrals.models import (
    Advocate,
    CodeList,
    Gift,
    ListedCode,
    PayoutDetails,
    PayoutLine,
    Referral,
    Reward,
)
from oscar_referrals.models.reward import MAIN
from oscar_referrals.notify import messages
from oscar_referrals.ports import Message, shop


def advocate_joined(advocate: Advocate) -> None:
    """Send a new advocate the code and the link."""
    enqueue(kind="tell_joined", subject=advocate.pk, due_at=database_now())


def gifts_given(gifts: Sequence[Gift]) -> None:
    """Send customers the gifts that they can give away."""
    pks = [gift.pk for gift in gifts]
    enqueue_all(kind="tell_gift", subjects=pks, due_at=database_now())


def friend_ordered(referral: Referral) -> None:
    """Tell the advocate what comes when, once it is promised, and the friend what was saved."""
    if referral.promise:
        _tell(referral, "tell_friend_ordered")
    _tell(referral, "tell_invitation_used")


def rewards_ready(referrals: Sequence[Referral]) -> None:
    """Tell advocates that their rewards can be spent."""
    pks = [referral.pk for referral in referrals]
    enqueue_all(kind="tell_reward_ready", subjects=pks, due_at=database_now())


def referral_ended(referral: Referral) -> None:
    """Tell the advocate why there will be no reward."""
    _tell(referral, "tell_referral_ended", occasion=str(referral.events.count()))


def reward_taken_back(referral: Referral) -> None:
    """Tell the advocate what was taken back, and why."""
    taken = sum(reward.clawed for reward in referral.rewards.filter(slot=MAIN))
    _tell(referral, "tell_reward_taken_back", occasion=f"{taken:.2f}")


def payout_details_changed(details: PayoutDetails) -> None:
    """Tell the old address and the new one that the money will go elsewhere."""
    enqueue(kind="tell_payout_details_changed", subject=details.pk, due_at=database_now())


def paid_out(lines: Sequence[PayoutLine]) -> None:
    """Tell customers that their money has arrived."""
    enqueue_all(kind="tell_paid_out", subjects=[line.pk for line in lines], due_at=database_now())


def payout_failed(line: PayoutLine) -> None:
    """Tell a customer that the money could not be transferred."""
    enqueue(kind="tell_payout_failed", subject=line.pk, due_at=database_now())


def card_given(code: ListedCode) -> None:
    """Tell a customer that the card of another shop is there."""
    enqueue(kind="tell_card_given", subject=code.pk, due_at=database_now())


def codes_low(code_list: CodeList, *, occasion: str) -> None:
    """Tell whoever buys codes that a list runs out."""
    enqueue(kind="tell_codes_low", subject=code_list.pk, due_at=database_now(), occasion=occasion)


def extra_reward_ready(reward: Reward) -> None:
    """Tell the owner of an extra reward."""
    enqueue(kind="tell_another_reward", subject=reward.pk, due_at=database_now())


def _tell(referral: Referral, kind: str, *, occasion: str = "") -> None:
    enqueue(kind=kind, subject=referral.pk, due_at=database_now(), occasion=occasion)


@handles("tell_joined")
def send_joined(advocate_id: int) -> None:
    """Send what a new advocate needs."""
    _send(messages.joined(Advocate.objects.get(pk=advocate_id)))


@handles("tell_gift")
def send_gift(gift_id: int) -> None:
    """Send a customer the code of a gift."""
    _send(messages.gift_given(Gift.objects.select_related("drop", "code").get(pk=gift_id)))


@handles("tell_friend_ordered")
def send_friend_ordered(referral_id: int) -> None:
    """Send the advocate the news of an order."""
    _send(messages.friend_ordered(Referral.objects.get(pk=referral_id)))


@handles("tell_invitation_used")
def send_invitation_used(referral_id: int) -> None:
    """Send the friend what was saved."""
    _send(messages.invitation_used(Referral.objects.get(pk=referral_id)))


@handles("tell_reward_ready")
def send_reward_ready(referral_id: int) -> None:
    """Send the advocate the reward."""
    _send(messages.reward_ready(Referral.objects.get(pk=referral_id)))


@handles("tell_referral_ended")
def send_referral_ended(referral_id: int) -> None:
    """Send the advocate the reason."""
    _send(messages.referral_ended(Referral.objects.get(pk=referral_id)))


@handles("tell_reward_taken_back")
def send_reward_taken_back(referral_id: int) -> None:
    """Send the advocate the amount and the reason."""
    _send(messages.reward_taken_back(Referral.objects.get(pk=referral_id)))


@handles("tell_payout_details_changed")
def send_payout_details_changed(details_id: int) -> None:
    """Send the warning to every address that the account had; deleted accounts need none."""
    details = PayoutDetails.objects.filter(pk=details_id).first()
    for message in messages.payout_details_changed(details) if details else ():
        _send(message)


@handles("tell_paid_out")
def send_paid_out(line_id: int) -> None:
    """Send the customer the amount and the reference."""
    _send(messages.paid_out(PayoutLine.objects.get(pk=line_id)))


@handles("tell_payout_failed")
def send_payout_failed(line_id: int) -> None:
    """Send the customer what to look at."""
    _send(messages.payout_failed(PayoutLine.objects.get(pk=line_id)))


@handles("tell_card_given")
def send_card_given(code_id: int) -> None:
    """Send the customer the way to the code."""
    _send(messages.card_given(ListedCode.objects.get(pk=code_id)))


@handles("tell_codes_low")
def send_codes_low(code_list_id: int) -> None:
    """Send the warning."""
    _send(messages.codes_low(CodeList.objects.get(pk=code_list_id)))


@handles("tell_another_reward")
def send_another_reward(reward_id: int) -> None:
    """Send the owner of an extra reward the news."""
    _send(messages.another_reward(Reward.objects.get(pk=reward_id)))


def _send(message: Message | None) -> None:
    if message is not None and message.email:
        shop().send(message)
