"""A customer's rewards of every kind, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.days import format_day
from oscar_referrals.models import GiftCard, Reward, RewardState
from oscar_referrals.models.reward import MAIN, USABLE
from oscar_referrals.money import format_money
from oscar_referrals.rewards import describe_reward, reward_kind
from oscar_referrals.rewards.donation import name_of_partner
from oscar_referrals.rewards.retailer_card import RetailerCard
from oscar_referrals.selectors.given_in_names import given_in_name_of


@dataclass(frozen=True, slots=True)
class RewardEntry:
    """One line of the list of rewards."""

    words: str
    why: str
    state: str


def claimable(rewards: list[Reward], *, moment: datetime) -> list[Reward]:
    """Return the rewards that wait to be claimed, those that end first coming first."""
    waiting = [
        reward
        for reward in rewards
        if reward.state == RewardState.CLAIMABLE and _is_in_time(reward, moment)
    ]
    return sorted(waiting, key=lambda reward: (reward.expires_at or moment, reward.pk))


def usable(rewards: list[Reward], *, moment: datetime) -> list[Reward]:
    """Return the rewards that are vouchers and can be used now, those that end first first."""
    vouchers = [
        reward
        for reward in rewards
        if reward.voucher is not None and reward.state in USABLE and _is_in_time(reward, moment)
    ]
    return sorted(vouchers, key=lambda reward: (reward.expires_at or moment, reward.pk))


def gift_cards(rewards: list[Reward]) -> list[GiftCard]:
    """Return the gift cards of this shop on which something is left."""
    cards = [reward.gift_card for reward in rewards if hasattr(reward, "gift_card")]
    return [card for card in cards if card.account.balance > 0]


def retailer_cards(rewards: list[Reward]) -> list[Reward]:
    """Return the rewards that are cards of other shops, or wait until there are new ones."""
    return [
        reward
        for reward in rewards
        if reward.kind == RetailerCard.key and reward.state == RewardState.ISSUED
    ]


def settled(rewards: list[Reward]) -> list[Reward]:
    """Return the rewards that were given, wait to be claimed or were not claimed in time.

    What is only promised stands among the friends, where it does not tell what they have spent.
    """
    return [reward for reward in rewards if reward.granted or reward.state == RewardState.EXPIRED]


def given_in_name(rewards: list[Reward]) -> list[str]:
    """Return what was given to partners in the customer's name: "€5.00 for Harbor Library"."""
    return [
        _("%(amount)s for %(partner)s")
        % {
            "amount": format_money(total, currency),
            "partner": name_of_partner({"partner": partner}),
        }
        for partner, currency, total in given_in_name_of(rewards)
    ]


def describe_entry(reward: Reward) -> RewardEntry:
    """Put a reward into words: what it is, for what, and where it stands."""
    label = _STATES[RewardState(reward.state)]
    day = format_day(reward.expires_at) if reward.expires_at else ""
    state = str(label) % {"day": day}
    if reward.state == RewardState.ISSUED and reward_kind(reward.kind).ends_by_itself:
        state = _("Yours until %(day)s") % {"day": day}
    if reward.state == RewardState.ISSUED and not reward_kind(reward.kind).is_for_owner:
        state = _("Given in your name")
    if _waits_for_card(reward):
        state = str(_STATES[RewardState.PROMISED])
    return RewardEntry(words=describe_reward(reward), why=why_given(reward), state=state)


def why_given(reward: Reward) -> str:
    """Return what a reward is for: "for a friend"."""
    if reward.side == "friend":
        return _("for your order")
    if reward.slot is None:
        return _("for the number of your friends")
    return _("for a friend") if reward.slot == MAIN else _("besides, for a friend")


def _waits_for_card(reward: Reward) -> bool:
    """Tell whether a card of another shop is its owner's, but there is none left to give."""
    is_card = reward.kind == RetailerCard.key and reward.state == RewardState.ISSUED
    return is_card and not hasattr(reward, "listed_code")


def _is_in_time(reward: Reward, moment: datetime) -> bool:
    return reward.expires_at is None or moment < reward.expires_at


_STATES: dict[RewardState, Promise] = {
    RewardState.PROMISED: gettext_lazy("On its way"),
    RewardState.CLAIMABLE: gettext_lazy("Waits for you until %(day)s"),
    RewardState.ISSUED: gettext_lazy("Yours"),
    RewardState.PART_USED: gettext_lazy("Partly used"),
    RewardState.USED: gettext_lazy("Used"),
    RewardState.REVOKED: gettext_lazy("Taken back"),
    RewardState.EXPIRED: gettext_lazy("Over"),
}
