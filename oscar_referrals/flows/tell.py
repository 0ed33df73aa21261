"""Telling people. Each message is due work of its own: a mail server that fails delays a message,
never an order or a reward."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from oscar_referrals.clock import database_now
from oscar_referrals.flows import encourage
from oscar_referrals.flows.deliver import deliver, language_of
from oscar_referrals.flows.work import enqueue, enqueue_all, handles
from oscar_referrals.models import (
    Advocate,
    Appeal,
    CodeList,
    Event,
    Gift,
    GuestLink,
    ListedCode,
    PayoutDetails,
    PayoutLine,
    Referral,
    Reward,
)
from oscar_referrals.models.reward import MAIN
from oscar_referrals.notify import messages
from oscar_referrals.ports import shop
from oscar_referrals.selectors.persons import Person, owner_of, person_behind


def advocate_joined(advocate: Advocate) -> None:
    """Send a new advocate the code and the link."""
    enqueue(kind="tell_joined", subject=advocate.pk, due_at=database_now())


def guest_asked(link: GuestLink) -> None:
    """Send somebody the link to his page."""
    enqueue(kind="tell_guest_link", subject=link.pk, due_at=database_now())


def gifts_given(gifts: Sequence[Gift]) -> None:
    """Send customers the gifts that they can give away."""
    pks = [gift.pk for gift in gifts]
    enqueue_all(kind="tell_gift", subjects=pks, due_at=database_now())


def friend_ordered(referral: Referral) -> None:
    """Tell the advocate what comes when, once it is promised, and the friend what was saved."""
    if referral.promise:
        _tell(referral, "tell_friend_ordered")
    _tell(referral, "tell_invitation_used")


def rewards_on_their_way(referrals: Sequence[Referral]) -> None:
    """Tell advocates, once, on which day their rewards are due."""
    pks = [referral.pk for referral in referrals]
    if pks:
        enqueue_all(kind="tell_on_its_way", subjects=pks, due_at=database_now())


def rewards_ready(referrals: Sequence[Referral]) -> None:
    """Tell advocates that their rewards can be spent."""
    pks = [referral.pk for referral in referrals]
    enqueue_all(kind="tell_reward_ready", subjects=pks, due_at=database_now())


def referral_ended(referral: Referral) -> None:
    """Tell the advocate why there will be no reward."""
    _tell(referral, "tell_referral_ended", occasion=str(referral.events.count()))


def appeal_answered(appeal: Appeal) -> None:
    """Tell the advocate what staff answered."""
    _tell(appeal.referral, "tell_appeal_answered")


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


def code_decided(event: Event) -> None:
    """Tell an advocate what staff did with his code or his word, and why."""
    enqueue(kind="tell_code", subject=event.pk, due_at=database_now())


@handles("tell_joined")
def send_joined(advocate_id: int) -> datetime | None:
    """Send what a new advocate needs."""
    advocate = Advocate.objects.get(pk=advocate_id)
    return deliver(to=person_behind(advocate), write=partial(messages.joined, advocate))


@handles("tell_guest_link")
def send_guest_link(link_id: int) -> None:
    """Send the link, unless a newer one has taken its place.

    A mail system that fails for so long that the link is too old meanwhile delays it no further: it
    would open nothing. Who still wants one asks again.
    """
    link = GuestLink.objects.filter(pk=link_id, expires_at__gt=database_now()).first()
    if link is not None:
        deliver(
            to=Person(email=link.email),
            write=partial(messages.guest_link, link),
            language=link.language,
        )


@handles("tell_gift")
def send_gift(gift_id: int) -> datetime | None:
    """Send a customer the code of a gift."""
    gift = Gift.objects.select_related("drop", "code", "giver").get(pk=gift_id)
    return deliver(to=person_behind(gift.giver), write=partial(messages.gift_given, gift))


@handles("tell_friend_ordered")
def send_friend_ordered(referral_id: int) -> datetime | None:
    """Send the advocate the news of an order."""
    referral = _referral(referral_id)
    return deliver(
        to=person_behind(referral.advocate), write=partial(messages.friend_ordered, referral)
    )


@handles("tell_invitation_used")
def send_invitation_used(referral_id: int) -> datetime | None:
    """Send the friend what was saved."""
    referral = _referral(referral_id)
    return deliver(
        to=Person(user_id=referral.friend_id), write=partial(messages.invitation_used, referral)
    )


@handles("tell_on_its_way")
def send_on_its_way(referral_id: int) -> datetime | None:
    """Send the advocate the day."""
    referral = _referral(referral_id)
    return deliver(
        to=person_behind(referral.advocate), write=partial(messages.reward_on_its_way, referral)
    )


@handles("tell_reward_ready")
def send_reward_ready(referral_id: int) -> datetime | None:
    """Send the advocate the reward, and a thank-you with it if that is due."""
    referral = _referral(referral_id)
    encourage.thank_later(referral.advocate)
    return deliver(
        to=person_behind(referral.advocate), write=partial(messages.reward_ready, referral)
    )


@handles("tell_referral_ended")
def send_referral_ended(referral_id: int) -> datetime | None:
    """Send the advocate the reason."""
    referral = _referral(referral_id)
    return deliver(
        to=person_behind(referral.advocate), write=partial(messages.referral_ended, referral)
    )


@handles("tell_appeal_answered")
def send_appeal_answered(referral_id: int) -> datetime | None:
    """Send the advocate the answer."""
    appeal = Appeal.objects.select_related("referral__advocate").get(referral=referral_id)
    advocate = appeal.referral.advocate
    return deliver(to=person_behind(advocate), write=partial(messages.appeal_answered, appeal))


@handles("tell_reward_taken_back")
def send_reward_taken_back(referral_id: int) -> datetime | None:
    """Send the advocate the amount and the reason."""
    referral = _referral(referral_id)
    return deliver(
        to=person_behind(referral.advocate), write=partial(messages.reward_taken_back, referral)
    )


@handles("tell_code")
def send_code_decided(event_id: int) -> datetime | None:
    """Send the advocate what was decided, with the words of the staff."""
    event = Event.objects.select_related("advocate__program").get(pk=event_id)
    to = person_behind(event.advocate) if event.advocate else None
    return deliver(to=to, write=partial(messages.code_decided, event))


@handles("tell_payout_details_changed")
def send_payout_details_changed(details_id: int) -> None:
    """Send the warning to every address that the account had; deleted accounts need none."""
    details = PayoutDetails.objects.filter(pk=details_id).first()
    if details is not None:
        with language_of(Person(user_id=details.user_id)):
            for message in messages.payout_details_changed(details):
                shop().send(message)


@handles("tell_paid_out")
def send_paid_out(line_id: int) -> datetime | None:
    """Send the customer the amount and the reference."""
    line = PayoutLine.objects.get(pk=line_id)
    return deliver(to=Person(user_id=line.account.user_id), write=partial(messages.paid_out, line))


@handles("tell_payout_failed")
def send_payout_failed(line_id: int) -> datetime | None:
    """Send the customer what to look at."""
    line = PayoutLine.objects.get(pk=line_id)
    return deliver(
        to=Person(user_id=line.account.user_id), write=partial(messages.payout_failed, line)
    )


@handles("tell_card_given")
def send_card_given(code_id: int) -> datetime | None:
    """Send the customer the way to the code."""
    code = ListedCode.objects.get(pk=code_id)
    return deliver(
        to=owner_of(code.reward) if code.reward else None, write=partial(messages.card_given, code)
    )


@handles("tell_codes_low")
def send_codes_low(code_list_id: int) -> None:
    """Send the warning."""
    shop().send(messages.codes_low(CodeList.objects.get(pk=code_list_id)))


@handles("tell_another_reward")
def send_another_reward(reward_id: int) -> datetime | None:
    """Send the owner of an extra reward the news."""
    reward = Reward.objects.get(pk=reward_id)
    return deliver(to=owner_of(reward), write=partial(messages.another_reward, reward))


def _referral(pk: int) -> Referral:
    return Referral.objects.select_related("advocate").get(pk=pk)
