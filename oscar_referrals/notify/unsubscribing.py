"""The signed words in addresses by which messages are switched without signing in.

One switches one kind of message off for one reader. Another, for guests, opens the page with all
his choices. Whoever holds such an address can do just that; it never expires, because an old
message must be as easy to stop as a new one.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing

from oscar_referrals.notify.kinds import MESSAGE_KINDS, MessageKind

_SALT = "oscar_referrals.unsubscribe.v1"
_SALT_OF_CHOICES = "oscar_referrals.choices.v1"


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Who wants no more of which kind of message: an account, or the reader that a guest is."""

    user_id: int | None
    reader_id: int | None
    kind: MessageKind


def sign_unsubscription(
    *, kind: MessageKind, user_id: int | None = None, reader_id: int | None = None
) -> str:
    """Return the word for an address. It holds no name and no e-mail address."""
    return signing.dumps([user_id, kind.key, reader_id], salt=_SALT)


def read_unsubscription(token: str) -> Unsubscription | None:
    """Return what a word says; None if we did not sign it, or the kind is not optional any more."""
    said = _read(token, salt=_SALT)
    if said is None:
        return None
    user_id, key, *rest = said
    kind = MESSAGE_KINDS.get(key)
    if kind is None or kind.is_transactional:
        return None
    return Unsubscription(user_id, rest[0] if rest else None, kind)


def sign_choices(*, reader_id: int) -> str:
    """Return the word for the address of a guest's choices. It holds no e-mail address."""
    return signing.dumps([reader_id], salt=_SALT_OF_CHOICES)


def read_choices(token: str) -> int | None:
    """Return whose choices a word opens, as the key of a reader; None if we did not sign it."""
    said = _read(token, salt=_SALT_OF_CHOICES)
    return None if said is None else int(said[0])


def _read(token: str, *, salt: str) -> list[Any] | None:
    try:
        said: list[Any] = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return said
