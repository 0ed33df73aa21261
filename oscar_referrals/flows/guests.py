"""People without an account invite friends: a link in an e-mail proves whose place it is."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import extras, hand_over, tell
from oscar_referrals.flows.encourage import remind_anew
from oscar_referrals.flows.enroll import join_as_guest
from oscar_referrals.flows.message_choices import forget_reader, hand_choices_on, remember_language
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.locks import locked
from oscar_referrals.models import Advocate, Appeal, CodeWish, GuestLink, Referral
from oscar_referrals.models.advocate import HAS_NO_ACCOUNT
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.guests import first_to_join, guests_of, invites_with_account
from oscar_referrals.selectors.persons import Person, account_of

LINK_LASTS = timedelta(hours=2)


@transaction.atomic
def send_link(*, email: str, language: str = "") -> None:
    """Send a link to an address, whoever it belongs to: nobody learns whether it is known.

    It is written in the language in which it was asked for. An earlier link to the same address
    stops working, and due work erases this one when its time is over.
    """
    GuestLink.objects.filter(email=email).delete()
    link = GuestLink.objects.create(
        email=email, language=language, expires_at=database_now() + LINK_LASTS
    )
    tell.guest_asked(link)
    enqueue(kind="end_guest_link", subject=link.pk, due_at=link.expires_at)


@handles("end_guest_link")
def end_link(link_id: int) -> datetime | None:
    """Erase a link that nobody has used in time, and the address with it."""
    link = GuestLink.objects.filter(pk=link_id).first()
    if link is None:
        return None
    if link.expires_at > database_now():
        return link.expires_at
    link.delete()
    return None


@transaction.atomic
def open_page(*, token: UUID, rules: str = "") -> Person:
    """Use a link up and return who has proved his address by it.

    Who has no place yet joins the first open program that he may join. `rules` is the mark of its
    published rules that he has said yes to. Places of an account of his that was deleted are his
    again. Raises Refused, and leaves the link as it is, if the address belongs to somebody who
    invites with an account, if no program takes him now, if he joins and the rules in force are not
    those he said yes to, or if the link was used or is too old.
    """
    link = _use_up(token)
    guest = Person(email=link.email)
    remember_language(guest, language=link.language)
    _places_without_account(guest).filter(email="").update(email=link.email)
    if guests_of(guest).exists():
        return guest
    if invites_with_account(guest):
        raise Refused(Reason.GUEST_HAS_ACCOUNT)
    program = first_to_join(guest, moment=database_now())
    if program is None:
        raise Refused(Reason.PROGRAM_ENDED)
    join_as_guest(program=program, email=link.email, rules=rules)
    return guest


@transaction.atomic
def take_over(*, token: UUID, user: AbstractBaseUser) -> int:
    """Make the places of an address those of the account that has opened its link; return how many.

    They are a guest's, or those of an account that was deleted: its credit comes along. What waited
    for an account is given, and so is what was reached meanwhile. Left out is a program in which
    the account has a place of its own, and a place by whose code it has ordered: nobody invites
    himself. Raises Refused if no place is left then, or if the link was used or is too old; the
    link stays.
    """
    guest, account = Person(email=_use_up(token).email), account_of(user)
    own = Advocate.objects.filter(account.places()).values("program")
    is_friend = Q(friend=user.pk) | Q(friend_identity__in=account.identities)
    inviting_him = Referral.objects.filter(is_friend).values("advocate")
    found = _places_without_account(guest).exclude(program__in=own).exclude(pk__in=inviting_him)
    # Locked: of two accounts that have two links of one mailbox, one gets the place.
    rows = list(locked(found.order_by("pk")))
    first = {place.program_id: place for place in reversed(rows)}
    places = [place for place in first.values() if _hand_over(place, user)]
    if not places:
        raise Refused(Reason.NO_PLACE_TO_TAKE)
    ledger.adopt_accounts(identities=guest.identities, user_id=user.pk)
    hand_choices_on(guest, account)
    for place in places:
        hand_over.give_what_waited(place)
        extras.settle_for_new_owner(place)
        remind_anew(place)
    return len(places)


@transaction.atomic
def erase(guest: Person) -> None:
    """Forget a guest: his address, names, words, links and choices.

    His codes stop, and rewards that he has not used are lost. What is left of him is the identity,
    by which nobody can use an invitation twice; who proves the address again has his places again.
    """
    places = Advocate.objects.filter(pk__in=list(guests_of(guest).values_list("pk", flat=True)))
    forget_words(places)
    places.filter(left_at=None).update(left_at=database_now())
    places.update(email="")
    GuestLink.objects.filter(email=guest.email).delete()
    forget_reader(guest)


def forget_words(places: "QuerySet[Advocate]") -> None:
    """Forget the names that advocates have chosen, and what they have written to us."""
    Appeal.objects.filter(referral__advocate__in=places).update(words="")
    CodeWish.objects.filter(advocate__in=places).delete()
    places.update(shown_name="", nickname="", refused_nickname="")


def _places_without_account(guest: Person) -> "QuerySet[Advocate]":
    return Advocate.objects.filter(HAS_NO_ACCOUNT, identity__in=guest.identities)


def _hand_over(place: Advocate, user: AbstractBaseUser) -> bool:
    """Give a place to an account; tell whether it did not join that program at this very moment."""
    place.user_id, place.email = user.pk, ""
    try:
        with transaction.atomic():
            place.save(update_fields=["user", "email"])
    except IntegrityError:
        return False
    return True


def _use_up(token: UUID) -> GuestLink:
    """Delete a link and return it; of two who open it at once, one gets it."""
    link = GuestLink.objects.filter(token=token, expires_at__gt=database_now()).first()
    if link is None or not GuestLink.objects.filter(pk=link.pk).delete()[0]:
        raise Refused(Reason.LINK_TOO_OLD)
    return link
