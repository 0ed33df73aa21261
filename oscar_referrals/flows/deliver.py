"""The one door through which a message leaves: in the reader's language, if it is wanted, and at
an hour that is fit for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.utils.translation import get_language, override

from oscar_referrals.clock import database_now
from oscar_referrals.flows.message_choices import open_reader
from oscar_referrals.notify.kinds import MessageKind, message_kind
from oscar_referrals.notify.quiet_hours import end_of_quiet_hours
from oscar_referrals.notify.unsubscribing import sign_choices, sign_unsubscription
from oscar_referrals.ports import Message, shop
from oscar_referrals.selectors.message_choices import find_language, wants
from oscar_referrals.selectors.persons import Person


def deliver(
    *,
    to: Person | None,
    write: Callable[[], Message | None],
    may_disturb: Callable[[], bool] | None = None,
    language: str = "",
) -> datetime | None:
    """Send what `write` returns to somebody; return when to ask again if it has to wait.

    What is not transactional is sent only to who wants it, with the way to stop it, and not in the
    quiet hours. `may_disturb` is asked last, in the same transaction: what it notes counts only if
    the message was sent. `language` is for a reader of whom we know
    nothing. Raises whatever the mail system raises.
    """
    with language_of(to, language=language):
        message = write()
        if message is None or not message.email:
            return None
        kind = message_kind(message.kind)
        if kind.is_transactional:
            shop().send(message)
            return None
        if to is None or not wants(to, kind=kind):
            return None
        again_at = end_of_quiet_hours(database_now())
        if again_at is None and (may_disturb is None or may_disturb()):
            shop().send(_with_ways_out(message, to=to, kind=kind))
        return again_at


def _with_ways_out(message: Message, *, to: Person, kind: MessageKind) -> Message:
    """Return a message with the way to stop its kind, and for a guest that to all his choices."""
    if not to.is_guest:
        return replace(message, unsubscription=sign_unsubscription(user_id=to.user_id, kind=kind))
    reader_id = open_reader(to).pk
    return replace(
        message,
        unsubscription=sign_unsubscription(reader_id=reader_id, kind=kind),
        choices=sign_choices(reader_id=reader_id),
    )


@contextmanager
def language_of(person: Person | None, *, language: str = "") -> Iterator[None]:
    """Speak somebody's language, as far as we know it. One query for who is known."""
    known = find_language(person) if person is not None else ""
    with override(known or language or get_language()):
        yield
