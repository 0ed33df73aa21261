"""Which messages a customer or a guest wants, and in which language he reads them."""

from dataclasses import dataclass

from django.db.models import Q

from oscar_referrals.models import MessageChoice, Reader
from oscar_referrals.notify.kinds import MessageKind, optional_kinds
from oscar_referrals.selectors.persons import Person


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of message that somebody can switch, and how it stands."""

    kind: MessageKind
    is_wanted: bool


def find_language(person: Person) -> str:
    """Return the language in which somebody reads us, "" if that is not known. One query."""
    readers = Reader.objects.filter(person.reads())
    return readers.values_list("language", flat=True).first() or ""


def find_reader_id(person: Person) -> int | None:
    """Return the key of what we know about a reader, None if that is nothing. One query."""
    return Reader.objects.filter(person.reads()).values_list("pk", flat=True).first()


def wants(person: Person, *, kind: MessageKind) -> bool:
    """Tell whether somebody gets messages of a kind. One query; none if they cannot be off."""
    if kind.is_transactional:
        return True
    choice = MessageChoice.objects.filter(person.reads(), kind=kind.key).first()
    return choice.is_wanted if choice else not kind.needs_consent


def choices_of(person: Person) -> list[KindChoice]:
    """Return the kinds that somebody can switch, each as it stands. One query."""
    rows = MessageChoice.objects.filter(person.reads()).values_list("kind", "is_wanted")
    chosen = dict(rows)
    return [
        KindChoice(kind, chosen.get(kind.key, not kind.needs_consent))
        for kind in optional_kinds()
        if not (person.is_guest and kind.needs_account)
    ]


def accounts_that_want(kind: MessageKind) -> Q:
    """Return the condition under which an account gets messages of a kind; see `wants`."""
    choices = MessageChoice.objects.filter(kind=kind.key, user__isnull=False)
    if kind.needs_consent:
        return Q(pk__in=choices.filter(is_wanted=True).values("user"))
    return ~Q(pk__in=choices.filter(is_wanted=False).values("user"))
