"""The registry of the messages that a customer can get, each with its kind.

A shop registers its own with `register_message_kind`; the key is, in upper case, the code of the
communication event type in Oscar's dashboard, and names its templates.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKind:
    """One kind of message.

    A transactional one tells what became of something that the reader did or owns: it is always
    sent, and at once. Any other can be switched off, carries its own way to do so, and waits for
    the end of the quiet hours. `needs_consent` ones are sent to those who have asked for them, and
    `needs_account` ones never to guests. `placeholders` names what the staff's own words for it may
    hold in braces; see `oscar_referrals.notify.placeholders`.
    """

    key: str
    label: Promise
    is_transactional: bool = True
    needs_consent: bool = False
    needs_account: bool = False
    placeholders: tuple[str, ...] = ()


MESSAGE_KINDS: Registry[MessageKind] = Registry()


def register_message_kind(kind: MessageKind) -> MessageKind:
    """Make a kind known. Raises DuplicateName."""
    return MESSAGE_KINDS.register(kind.key, kind)


def message_kind(key: str) -> MessageKind:
    """Return the kind of that name. Raises UnknownName."""
    return MESSAGE_KINDS[key]


def optional_kinds() -> list[MessageKind]:
    """Return the kinds that a customer can switch off and on."""
    return [kind for kind in MESSAGE_KINDS.values() if not kind.is_transactional]


GIFT = "referral_gift"
REWARD_EXPIRING = "referral_reward_expiring"
REMINDER = "referral_reminder"
THANKS = "referral_thanks"
PROGRAM_OFFERED = "referral_program_offered"
PROMOTION = "referral_promotion"

_INVITING = ("code", "link", "benefit", "reward", "minimum")
_GIVEN = ("reward", "voucher", "day")
_PAID = ("amount", "account", "reference")

for _kind in (
    MessageKind(
        key="referral_joined", label=_("You take part: your link and code"), placeholders=_INVITING
    ),
    MessageKind(
        key="referral_guest_link",
        label=_("The link to the page of somebody without an account"),
        placeholders=("day",),
    ),
    MessageKind(
        key="referral_friend_ordered",
        label=_("A friend has ordered"),
        placeholders=("reward", "day"),
    ),
    MessageKind(
        key="referral_reward_on_its_way",
        label=_("A reward is on its way"),
        placeholders=("reward", "day"),
    ),
    MessageKind(key="referral_reward_ready", label=_("A reward is ready"), placeholders=_GIVEN),
    MessageKind(
        key="referral_another_reward",
        label=_("An extra reward is ready, or a reward waits to be claimed"),
        placeholders=_GIVEN,
    ),
    MessageKind(
        key="referral_gift_card_ready", label=_("A gift card is ready"), placeholders=("amount",)
    ),
    MessageKind(
        key="referral_card_given",
        label=_("The code of a card of another shop is there"),
        placeholders=("amount", "card"),
    ),
    MessageKind(
        key="referral_donation_given",
        label=_("Something was given in your name"),
        placeholders=("reward", "amount"),
    ),
    MessageKind(
        key="referral_payout_ready",
        label=_("Money can be transferred to you"),
        placeholders=("amount",),
    ),
    MessageKind(
        key="referral_paid_out", label=_("Money was transferred to you"), placeholders=_PAID
    ),
    MessageKind(
        key="referral_payout_failed",
        label=_("Money could not be transferred to you"),
        placeholders=_PAID,
    ),
    MessageKind(
        key="referral_payout_details_changed",
        label=_("Your payout details were changed"),
        placeholders=("account", "day"),
    ),
    MessageKind(
        key="referral_ended",
        label=_("There is no reward, and why"),
        placeholders=("ordered", "why"),
    ),
    MessageKind(
        key="referral_appeal_answered",
        label=_("What we answer to an appeal"),
        placeholders=("ordered", "why"),
    ),
    MessageKind(
        key="referral_reward_taken_back",
        label=_("A reward was taken back, and why"),
        placeholders=("ordered", "amount", "left", "why"),
    ),
    MessageKind(
        key="referral_new_code",
        label=_("You have a new code, and why"),
        placeholders=("code", "link", "old_code", "why"),
    ),
    MessageKind(
        key="referral_word_refused",
        label=_("A word of yours cannot be a code, and why"),
        placeholders=("code", "why"),
    ),
    MessageKind(
        key="referral_invitation_used",
        label=_("An invitation was used in your order"),
        placeholders=("amount", "code", "order", "name"),
    ),
    MessageKind(
        key="referral_codes_low",
        label=_("Few codes of another shop are left"),
        placeholders=("card", "left"),
    ),
    MessageKind(
        key=GIFT,
        label=_("Gifts that you can give away"),
        is_transactional=False,
        needs_account=True,
        placeholders=("code", "link", "amount", "reward", "day"),
    ),
    MessageKind(
        key=REWARD_EXPIRING,
        label=_("A reward of yours ends soon"),
        is_transactional=False,
        placeholders=_GIVEN,
    ),
    MessageKind(
        key=REMINDER,
        label=_("A reminder of your link, while no friend has used it"),
        is_transactional=False,
        placeholders=_INVITING,
    ),
    MessageKind(
        key=THANKS,
        label=_("A thank-you when many friends have come"),
        is_transactional=False,
        placeholders=("friends",),
    ),
    MessageKind(
        key=PROGRAM_OFFERED,
        label=_("An offer to invite friends"),
        is_transactional=False,
        needs_account=True,
        placeholders=("benefit", "reward", "minimum"),
    ),
    MessageKind(
        key=PROMOTION,
        label=_("Coming promotions of the shop"),
        is_transactional=False,
        needs_consent=True,
        needs_account=True,
        placeholders=("subject", "text"),
    ),
):
    register_message_kind(_kind)
