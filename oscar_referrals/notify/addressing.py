"""Who a message goes to. Whoever can be reached no more gets none."""

from typing import Any

from oscar_referrals.identity import email_of
from oscar_referrals.models import Advocate, Reward, Side
from oscar_referrals.ports import Message, shop


def to_owner(kind: str, reward: Reward, **context: Any) -> Message | None:
    """Return a message to whoever a reward belongs to."""
    if reward.side == Side.ADVOCATE:
        return to_advocate(kind, reward.advocate, **context)
    return to_customer(kind, reward.owner, **context)


def to_advocate(kind: str, advocate: Advocate, **context: Any) -> Message | None:
    """Return a message to an advocate, who may have no account."""
    if advocate.is_guest:
        address = {"account_url": shop().guest_url(), "is_guest": True}
        return Message(kind, advocate.email, None, {**address, **context})
    return to_customer(kind, advocate.user, **context)


def to_customer(kind: str, user: Any, **context: Any) -> Message | None:
    """Return a message to a customer, with the address of his page."""
    if user is None:
        return None
    address = {"account_url": shop().account_url()}
    return Message(kind, email_of(user), user.pk, {**address, **context})
