"""A customer or a guest says which messages shall come, and in which language."""

from typing import Any

from oscar_referrals.clock import database_now
from oscar_referrals.models import MessageChoice, Reader
from oscar_referrals.notify.kinds import MessageKind
from oscar_referrals.selectors.persons import Person


def choose_message(person: Person, *, kind: MessageKind, is_wanted: bool) -> None:
    """Switch a kind of message on or off. Doing it twice changes nothing."""
    known = MessageChoice.objects.filter(person.reads(), kind=kind.key)
    defaults = {"is_wanted": is_wanted, "chosen_at": database_now()}
    if not known.update(**defaults):
        MessageChoice.objects.update_or_create(**_name_of(person), kind=kind.key, defaults=defaults)


def remember_language(person: Person, *, language: str) -> None:
    """Keep the language in which somebody last read our pages, for messages."""
    reader = open_reader(person)
    if language and reader.language != language:
        Reader.objects.filter(pk=reader.pk).update(language=language)


def open_reader(person: Person) -> Reader:
    """Return what we know about somebody who gets messages, and begin it if that is nothing."""
    known = Reader.objects.filter(person.reads()).first()
    return known or Reader.objects.get_or_create(**_name_of(person))[0]


def hand_choices_on(guest: Person, account: Person) -> None:
    """Let what a guest has chosen hold for his account, as far as it has chosen nothing itself.

    The reader he was becomes the account's, so that an old message stops its kind as before.
    """
    own = list(MessageChoice.objects.filter(account.reads()).values_list("kind", flat=True))
    for choice in MessageChoice.objects.filter(guest.reads()).exclude(kind__in=own):
        choice.user_id, choice.identity = account.user_id, None
        choice.save(update_fields=["user", "identity"])
    _hand_reader_on(guest, account)
    forget_reader(guest)


def _hand_reader_on(guest: Person, account: Person) -> None:
    """Let the reader that a guest is be the account's. What the account says of itself holds."""
    reader = Reader.objects.filter(guest.reads()).first()
    known = Reader.objects.filter(account.reads()).first()
    if reader is None:
        return
    if known is not None:
        for name in ("language", "reminded_at", "asked_at", "declined_at"):
            setattr(reader, name, getattr(known, name) or getattr(reader, name))
        known.delete()
    reader.user_id, reader.identity = account.user_id, None
    reader.save()


def forget_reader(person: Person) -> None:
    """Delete what we know about a reader."""
    MessageChoice.objects.filter(person.reads()).delete()
    Reader.objects.filter(person.reads()).delete()


def _name_of(person: Person) -> dict[str, Any]:
    if person.is_guest:
        return {"identity": person.identities[0]}
    return {"user_id": person.user_id}
