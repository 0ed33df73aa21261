"""Everything that is held about one person, as plain values. Nothing about anybody else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet

from oscar_referrals.models import (
    Account,
    Advocate,
    Appeal,
    Claim,
    Code,
    CodeWish,
    Entry,
    Gift,
    IndexedOrder,
    Letter,
    Membership,
    MessageChoice,
    PayoutDetails,
    PayoutLine,
    Reader,
    Referral,
    Reservation,
    Reward,
    RulesAcceptance,
)
from oscar_referrals.registry import Registry
from oscar_referrals.selectors.persons import Person, account_of

Rows = list[dict[str, Any]]
Part = Callable[[AbstractBaseUser], Rows]
PartOfAnybody = Callable[[Person], Rows]
_parts: Registry[Part] = Registry()
_parts_of_anybody: Registry[PartOfAnybody] = Registry()


def own_data_part(name: str) -> Callable[[Part], Part]:
    """Register what one part of an account's file is made of. Raises DuplicateName for a second."""

    def register(part: Part) -> Part:
        return _parts.register(name, part)

    return register


def _part_of_anybody(name: str) -> Callable[[PartOfAnybody], PartOfAnybody]:
    """Register a part that is in the file of a guest as well."""

    def register(part: PartOfAnybody) -> PartOfAnybody:
        return _parts_of_anybody.register(name, part)

    return register


def export_of(user: AbstractBaseUser) -> dict[str, Any]:
    """Return everything that is held about a customer, by kind. One query for each kind.

    Amounts are texts with two digits, times are in UTC. Of his friends there is no more in it than
    his own page tells: that somebody ordered, when, and what came of it. What is known by an e-mail
    address alone is left out: nobody has proved that an account's address is his.
    """
    return {
        **export_of_person(account_of(user)),
        **{name: part(user) for name, part in _parts.items()},
    }


def export_of_person(person: Person) -> dict[str, Any]:
    """Return what is held about a customer or a guest as an advocate. One query for each kind."""
    return {name: part(person) for name, part in _parts_of_anybody.items()}


def export_of_guest(guest: Person) -> dict[str, Any]:
    """Return everything that is held about a guest under the address that he has proved."""
    return {"address": guest.email, **export_of_person(guest)}


def _rows(found: "QuerySet[Any]", *fields: str, **renamed: Any) -> Rows:
    return list(found.order_by("pk").values(*fields, **renamed))


@_part_of_anybody("taking_part")
def _taking_part(person: Person) -> Rows:
    return _rows(
        Advocate.objects.filter(person.places()),
        "shown_name",
        "nickname",
        "refused_nickname",
        "joined_at",
        "left_at",
        "decision",
        program_name=F("program__name"),
    )


@_part_of_anybody("rules_accepted")
def _acceptances(person: Person) -> Rows:
    return _rows(
        RulesAcceptance.objects.filter(person.places(of="advocate__")),
        "accepted_at",
        "language",
        program_name=F("version__program__name"),
        version_number=F("version__number"),
        version_language=F("version__language"),
        version_sha256=F("version__sha256"),
    )


@_part_of_anybody("codes")
def _codes(person: Person) -> Rows:
    found = Code.objects.filter(person.places(of="advocate__"))
    return _rows(found, "text", "created_at", "expires_at", "retired_at")


@_part_of_anybody("word_asked_for_as_a_code")
def _wishes(person: Person) -> Rows:
    found = CodeWish.objects.filter(person.places(of="advocate__"))
    return _rows(found, "word", "asked_at", "answer", "answered_at")


@own_data_part("gifts_to_give_away")
def _gifts(user: AbstractBaseUser) -> Rows:
    found = Gift.objects.filter(giver__user_id=user.pk)
    return _rows(found, drop_name=F("drop__name"), code_text=F("code__text"))


@_part_of_anybody("orders_of_friends")
def _friends(person: Person) -> Rows:
    found = Referral.objects.filter(person.places(of="advocate__"))
    return _rows(found, "state", "reason", "placed_at", "moved_at", "due_at")


@_part_of_anybody("appeals")
def _appeals(person: Person) -> Rows:
    found = Appeal.objects.filter(person.places(of="referral__advocate__"))
    return _rows(found, "words", "made_at", "answer", "answered_at")


@own_data_part("invitations_accepted")
def _claims(user: AbstractBaseUser) -> Rows:
    found = Claim.objects.filter(user_id=user.pk)
    code = F("code__text")
    return _rows(found, "source", "channel", "claimed_at", "expires_at", code_text=code)


@own_data_part("orders_with_an_invitation")
def _referred_orders(user: AbstractBaseUser) -> Rows:
    found = Referral.objects.filter(friend_id=user.pk)
    return _rows(found, "order_number", "placed_at", "currency", "base", "discount")


@own_data_part("orders_by_which_we_know_you")
def _indexed(user: AbstractBaseUser) -> Rows:
    found = IndexedOrder.objects.filter(order__user_id=user.pk)
    return _rows(found, "number", "placed_at", "was_guest")


@own_data_part("budget_kept_for_you")
def _reservations(user: AbstractBaseUser) -> Rows:
    found = Reservation.objects.filter(basket__owner_id=user.pk)
    return _rows(found, "amount", "currency", "expires_at")


@_part_of_anybody("rewards")
def _rewards(person: Person) -> Rows:
    return _rows(
        Reward.objects.filter(person.rewards()),
        "side",
        "kind",
        "state",
        "currency",
        "granted",
        "clawed",
        "used",
        "issued_at",
        "expires_at",
        voucher_code=F("voucher__code"),
        gift_card_ends_in=F("gift_card__last_signs"),
        card_code=F("listed_code__text"),
    )


@own_data_part("exclusive_access")
def _memberships(user: AbstractBaseUser) -> Rows:
    found = Membership.objects.filter(user_id=user.pk)
    return _rows(found, "was_member_before", group_name=F("group__name"))


@own_data_part("accounts")
def _accounts(user: AbstractBaseUser) -> Rows:
    return _rows(Account.objects.filter(user_id=user.pk), "kind", "currency", "balance")


@own_data_part("postings")
def _postings(user: AbstractBaseUser) -> Rows:
    return _rows(
        Entry.objects.filter(account__user_id=user.pk),
        "amount",
        account_kind=F("account__kind"),
        account_currency=F("account__currency"),
        posted_at=F("transfer__posted_at"),
    )


@own_data_part("payout_details")
def _payout_details(user: AbstractBaseUser) -> Rows:
    found = PayoutDetails.objects.filter(user_id=user.pk)
    return _rows(found, "name", "destination", "email", "entered_at", "usable_from")


@own_data_part("payouts")
def _payouts(user: AbstractBaseUser) -> Rows:
    found = PayoutLine.objects.filter(account__user_id=user.pk)
    return _rows(found, "name", "destination", "amount", "settled_at", "failure")


@_part_of_anybody("reading_our_messages")
def _reader(person: Person) -> Rows:
    found = Reader.objects.filter(person.reads())
    return _rows(found, "language", "reminded_at", "asked_at", "declined_at")


@_part_of_anybody("choices_about_messages")
def _choices(person: Person) -> Rows:
    found = MessageChoice.objects.filter(person.reads())
    return _rows(found, "kind", "is_wanted", "chosen_at")


@own_data_part("letters_of_campaigns")
def _letters(user: AbstractBaseUser) -> Rows:
    kind, program_name = F("campaign__kind"), F("campaign__program__name")
    found = Letter.objects.filter(user_id=user.pk)
    return _rows(found, "sent_at", kind=kind, program_name=program_name)
