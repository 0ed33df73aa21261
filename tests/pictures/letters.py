"""Every message that a customer can get, written for the people of the scene."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core import mail

from oscar_referrals.clock import database_now
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Appeal,
    Campaign,
    CodeList,
    CodeStep,
    Event,
    Gift,
    GuestLink,
    ListedCode,
    PayoutDetails,
    PayoutLine,
    Program,
    Reward,
)
from oscar_referrals.notify import encouragement, messages
from oscar_referrals.notify.kinds import message_kind
from oscar_referrals.notify.unsubscribing import sign_unsubscription
from oscar_referrals.ports import shop
from tests.pictures.scene import Scene, person

Letter = Callable[[Scene], Any]


def _reward_of(scene: Scene, name: str) -> Reward:
    return scene.referrals[name].rewards.get()


def _expiring(scene: Scene) -> Any:
    return encouragement.reward_expiring(_reward_of(scene, "vera"), moment=database_now())


def _taken_back(scene: Scene) -> Any:
    referral = scene.referrals["greta"]
    record_refund(order=referral.order, amount=Decimal("29.00"), reference="half")
    run_due()
    referral.refresh_from_db()
    return messages.reward_taken_back(referral)


def _codes_low(scene: Scene) -> Any:
    codes = CodeList.objects.get()
    codes.warn_email = "buyer@example.com"
    return messages.codes_low(codes)


def _guest_link(scene: Scene) -> Any:
    return messages.guest_link(GuestLink.objects.latest("pk"))


def _invitation_used(scene: Scene) -> Any:
    return messages.invitation_used(scene.referrals["anna"])


def _appeal_answered(scene: Scene) -> Any:
    appeal = Appeal.objects.get()
    appeal.answer = "We have looked again: the parcel was kept, and the reward is on its way."
    return messages.appeal_answered(appeal)


def _decided(step: CodeStep, **details: str) -> Letter:
    def letter(scene: Scene) -> Any:
        anna = scene.advocates["anna"]
        return messages.code_decided(Event(advocate=anna, to_state=step, details=details))

    return letter


def _offered(scene: Scene) -> Any:
    return encouragement.program_offered(Program.objects.get(slug="spring"), user=person("emma"))


LETTERS: dict[str, Letter] = {
    "referral_joined": lambda scene: messages.joined(scene.advocates["anna"]),
    "referral_guest_link": _guest_link,
    "referral_friend_ordered": lambda scene: messages.friend_ordered(scene.referrals["ordered"]),
    "referral_reward_on_its_way": lambda scene: messages.reward_on_its_way(
        scene.referrals["delivered"]
    ),
    "referral_reward_ready": lambda scene: messages.reward_ready(scene.referrals["anna"]),
    "referral_another_reward": lambda scene: messages.another_reward(_reward_of(scene, "vera")),
    "referral_gift_card_ready": lambda scene: messages.reward_ready(scene.referrals["greta"]),
    "referral_card_given": lambda scene: messages.card_given(
        ListedCode.objects.get(reward__isnull=False)
    ),
    "referral_donation_given": lambda scene: messages.reward_ready(scene.referrals["dora"]),
    "referral_payout_ready": lambda scene: messages.reward_ready(scene.referrals["petra"]),
    "referral_paid_out": lambda scene: messages.paid_out(PayoutLine.objects.get()),
    "referral_payout_failed": lambda scene: messages.payout_failed(PayoutLine.objects.get()),
    "referral_payout_details_changed": lambda scene: messages.payout_details_changed(
        PayoutDetails.objects.latest("pk")
    )[0],
    "referral_ended": lambda scene: messages.referral_ended(scene.referrals["rejected"]),
    "referral_reward_taken_back": _taken_back,
    "referral_appeal_answered": _appeal_answered,
    "referral_new_code": _decided(
        CodeStep.TAKEN_BACK, code="HARBOR71", words="It was published on a coupon site."
    ),
    "referral_word_refused": _decided(
        CodeStep.REFUSED, code="BARISTA12", words="It is the name of a colleague."
    ),
    "referral_invitation_used": _invitation_used,
    "referral_codes_low": _codes_low,
    "referral_gift": lambda scene: messages.gift_given(Gift.objects.first()),
    "referral_reward_expiring": _expiring,
    "referral_reminder": lambda scene: encouragement.reminder(scene.advocates["anna"]),
    "referral_thanks": lambda scene: encouragement.thanks(scene.advocates["anna"], friends=5),
    "referral_program_offered": _offered,
    "referral_promotion": lambda scene: encouragement.promotion(
        Campaign.objects.get(), user=person("anna")
    ),
}


def write(kind: str, scene: Scene) -> Any:
    """Send one message through the shop's own mail; return it."""
    message = LETTERS[kind](scene)
    known = message_kind(kind)
    if not known.is_transactional:
        token = sign_unsubscription(user_id=message.user_id, kind=known)
        message = replace(message, unsubscription=token)
    shop().send(message)
    return mail.outbox[-1]
