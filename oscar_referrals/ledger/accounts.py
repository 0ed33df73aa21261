"""Finding and opening accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oscar_referrals.models import Account, AccountKind


@dataclass(frozen=True, slots=True)
class Holder:
    """Who an account belongs to: a name such as "program:3", and the customer's account if any."""

    name: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pot:
    """Which account is meant: what it counts, whose it is, in which currency."""

    kind: AccountKind
    holder: Holder
    currency: str


def program_holder(program_id: int) -> Holder:
    """Return a program as the holder of accounts."""
    return Holder(f"program:{program_id}")


def person_holder(*, identity: str, user_id: int | None) -> Holder:
    """Return a person as the holder of accounts."""
    return Holder(f"identity:{identity}", user_id)


def partner_holder(*, partner_id: int, program_id: int) -> Holder:
    """Return a partner in one program as the holder of accounts."""
    return Holder(f"partner:{partner_id}:program:{program_id}")


def open_account(pot: Pot) -> Account:
    """Return an account, opening it first if there is none."""
    return open_accounts([pot])[pot]


def open_accounts(pots: Iterable[Pot]) -> dict[Pot, Account]:
    """Return accounts, opening those that are missing. Four queries, however many there are.

    The account that a person already has counts, also if the key of identities was changed since.
    """
    wanted = set(pots)
    found = known_accounts(wanted)
    missing = wanted - found.keys()
    if missing:
        Account.objects.bulk_create(
            (
                Account(
                    kind=pot.kind,
                    holder=pot.holder.name,
                    user_id=pot.holder.user_id,
                    currency=pot.currency,
                )
                for pot in sorted(missing, key=lambda pot: pot.holder.name)
            ),
            ignore_conflicts=True,
        )
        found |= known_accounts(missing)
    return found


def known_accounts(pots: Iterable[Pot]) -> dict[Pot, Account]:
    """Return those accounts that exist already, by what was meant. Two queries.

    A person's account is found by the customer's account first: its name is from when it was
    opened, and the key of identities may have been changed since.
    """
    pots = set(pots)
    kinds = {pot.kind for pot in pots}
    by_name = Account.objects.filter(kind__in=kinds, holder__in={pot.holder.name for pot in pots})
    named = {(row.kind, row.holder, row.currency): row for row in by_name}
    user_ids = {pot.holder.user_id for pot in pots if pot.holder.user_id is not None}
    by_user = Account.objects.filter(kind__in=kinds, user_id__in=user_ids).order_by("-pk")
    owned = {(row.kind, row.user_id, row.currency): row for row in by_user} if user_ids else {}
    found = {}
    for pot in pots:
        account = owned.get((pot.kind, pot.holder.user_id, pot.currency))
        account = account or named.get((pot.kind, pot.holder.name, pot.currency))
        if account is not None:
            found[pot] = account
    return found


def adopt_accounts(*, identities: Sequence[str], user_id: int) -> None:
    """Give a customer the accounts that his address had before, because he has proved it.

    Their own customer was deleted. Nothing is posted. Where he has such an account already it stays
    the one that counts.
    """
    names = [person_holder(identity=identity, user_id=None).name for identity in identities]
    has_one = set(Account.objects.filter(user_id=user_id).values_list("kind", "currency"))
    for account in Account.objects.filter(holder__in=names, user=None).order_by("pk"):
        if (account.kind, account.currency) not in has_one:
            has_one.add((account.kind, account.currency))
            Account.objects.filter(pk=account.pk, user=None).update(user_id=user_id)
