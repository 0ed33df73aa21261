"""A customer, or a guest, joins a program and gets a code."""

import hashlib
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q

from oscar_referrals.clock import database_now
from oscar_referrals.codes import generate_code
from oscar_referrals.eligibility import Decision, judge_advocate
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import agree, tell
from oscar_referrals.flows.encourage import remind_anew, remind_later
from oscar_referrals.flows.refusing import refusal_of
from oscar_referrals.identity import identify_email
from oscar_referrals.models import Advocate, AdvocateKind, Code, Partner, Program, ProgramKind
from oscar_referrals.money import ZERO
from oscar_referrals.names import clean_shown_name
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.audience import customer_facts
from oscar_referrals.selectors.persons import Person, account_of

#: How much of the hash of a place's name tells places apart.
_PLACE_SIGNS = 32


def join(
    *, program: Program, user: AbstractBaseUser, shown_name: str = "", rules: str = ""
) -> Advocate:
    """Make a customer an advocate of a program, with a code of his own.

    `rules` is the mark of the published rules that he has said yes to. Joining twice returns the
    same advocate. Raises Refused if the program is not open, the account has no e-mail address, a
    rule of the program about advocates is not met, or the rules in force are not those he said yes
    to. Who takes part already is not asked again.
    """
    return _join(program=program, person=account_of(user), shown_name=shown_name, rules=rules)


def join_as_guest(
    *, program: Program, email: str, shown_name: str = "", rules: str = ""
) -> Advocate:
    """Make whoever reads an address's mail an advocate without an account, as `join` does.

    Call it only for an address that was proved by a link. Raises Refused like `join`, and if the
    address takes part with an account.
    """
    return _join(program=program, person=Person(email=email), shown_name=shown_name, rules=rules)


def _join(*, program: Program, person: Person, shown_name: str, rules: str) -> Advocate:
    moment = database_now()
    if not program.is_open_at(moment):
        raise Refused(Reason.PROGRAM_ENDED)
    decision = _require_permission(program=program, person=person, moment=moment)
    with transaction.atomic():
        is_in = _takes_part(program, person)
        version = None if is_in else agree.require_agreement(program=program, mark=rules)
        advocate, is_new = enlist(
            program=program, person=person, shown_name=shown_name, moment=moment, decision=decision
        )
        if version is not None:
            agree.note_acceptance(advocate=advocate, version=version)
        if is_new:
            give_code(advocate)
            tell.advocate_joined(advocate)
            remind_later(advocate)
    return advocate


def enlist(
    *,
    program: Program,
    person: Person,
    shown_name: str,
    moment: datetime,
    decision: Decision | None = None,
) -> tuple[Advocate, bool]:
    """Make somebody an advocate who has no code yet; tell whether he is new.

    Who is one already and had left takes part again. Raises Refused if there is no e-mail address,
    if another account invites with it, or if a customer's address invites without an account, as a
    guest does or somebody whose account was deleted: only a link sent to it proves who he is.
    """
    known = _find_place(program, person)
    if known is not None:
        return _bring_back(known, person), False
    fields = {
        "program": program,
        "identity": _identity_of(person),
        "user_id": person.user_id,
        "email": person.email if person.is_guest else "",
        "shown_name": clean_shown_name(shown_name),
        "joined_at": moment,
        "decision": decision.as_details() if decision and decision.results else {},
    }
    try:
        with transaction.atomic():
            return Advocate.objects.create(**fields), True
    except IntegrityError:
        # He was faster himself, in another tab: the place that is there now is his.
        known = _find_place(program, person)
        if known is None:
            raise
        return _bring_back(known, person), False


def _bring_back(place: Advocate, person: Person) -> Advocate:
    """Let somebody take part again in a place that is his. Raises Refused if it is not."""
    if place.user_id not in (None, person.user_id):
        raise Refused(Reason.GUEST_HAS_ACCOUNT)
    if place.user_id is None and not person.is_guest:
        raise Refused(Reason.GUEST_LINK_NEEDED)
    email = person.email if person.is_guest else ""
    if place.left_at is not None or place.email != email:
        Advocate.objects.filter(pk=place.pk).update(left_at=None, email=email)
        place.refresh_from_db()
        remind_anew(place)
    return place


def enlist_partner(*, program: Program, partner: Partner) -> Advocate:
    """Give a partner a code in a program. It earns no rewards of its own: pledges are its part.

    Doing it twice returns the same advocate.
    """
    advocate, is_new = Advocate.objects.get_or_create(
        program=program,
        identity=f"partner:{partner.pk}",
        defaults={
            "kind": AdvocateKind.PARTNER,
            "partner": partner,
            "shown_name": clean_shown_name(partner.name),
            "joined_at": database_now(),
        },
    )
    if is_new:
        give_code(advocate)
    return advocate


def enlist_owner(*, program: Program, user: AbstractBaseUser) -> Advocate:
    """Make a customer the owner of printed cards, without a message.

    In a program that customers join themselves he gets a code to share as well. Raises Refused like
    `join`, and if he has left: nobody is brought back without being asked. A program that has not
    started yet is fine.
    """
    moment = database_now()
    person = account_of(user)
    place = _find_place(program, person)
    if place is not None and place.left_at is not None:
        raise Refused(Reason.CODE_WITHDRAWN)
    decision = _require_permission(program=program, person=person, moment=moment)
    advocate, is_new = enlist(
        program=program, person=person, shown_name="", moment=moment, decision=decision
    )
    if is_new and program.kind == ProgramKind.DIRECT:
        give_code(advocate)
    return advocate


def enlist_house(*, program: Program, place: str = "") -> Advocate:
    """Return the shop itself as an advocate, for one of its places. It has no code by that.

    A place is told apart by its name, whatever the case; "" is the shop at no place in particular.
    """
    name = clean_shown_name(place)
    known_as = hashlib.sha256(name.casefold().encode()).hexdigest()[:_PLACE_SIGNS] if name else ""
    advocate, _is_new = Advocate.objects.get_or_create(
        program=program,
        identity=f"house:{known_as}",
        defaults={
            "kind": AdvocateKind.HOUSE,
            "shown_name": name,
            "joined_at": database_now(),
        },
    )
    return advocate


def show_name(*, advocate: Advocate, shown_name: str) -> None:
    """Change the first name friends see; "" keeps the advocate anonymous."""
    advocate.shown_name = clean_shown_name(shown_name)
    advocate.save(update_fields=["shown_name"])


def show_nickname(*, advocate: Advocate, nickname: str) -> None:
    """Put the advocate on the public list of the best under this name; "" takes him off.

    Raises Refused for the name that staff took off the list, however it is written.
    """
    name = clean_shown_name(nickname)
    if name and name.casefold() == advocate.refused_nickname.casefold():
        raise Refused(Reason.NAME_REFUSED)
    advocate.nickname = name
    advocate.save(update_fields=["nickname"])


def refuse_nickname(*, advocate: Advocate, nickname: str) -> bool:
    """Take a name off the public list of the best by decision of the staff.

    The advocate's page tells him so, and he may choose another. Returns whether it was on the list:
    who has changed his name meanwhile keeps the new one.
    """
    listed = Advocate.objects.filter(pk=advocate.pk, nickname=nickname).exclude(nickname="")
    return bool(listed.update(nickname="", refused_nickname=nickname))


def leave(*, advocate: Advocate) -> None:
    """Take no further part. The codes stop working; what was earned stays."""
    Advocate.objects.filter(pk=advocate.pk, left_at=None).update(left_at=database_now())
    advocate.refresh_from_db()


def _identity_of(person: Person) -> str:
    identity = identify_email(person.email)
    if not identity:
        raise Refused(Reason.IDENTITY_UNKNOWN)
    return identity


def _find_place(program: Program, person: Person) -> Advocate | None:
    """Return the place of an account, else the one that its address has. One query.

    The address is looked up under every key of identities, and may have been changed since. Raises
    Refused if there is none.
    """
    _identity_of(person)
    of_address = Q(identity__in=person.identities)
    wanted = of_address if person.is_guest else of_address | Q(user_id=person.user_id)
    places = Advocate.objects.filter(wanted, program=program)
    return min(places, key=lambda place: (place.user_id != person.user_id, place.pk), default=None)


def _takes_part(program: Program, person: Person) -> bool:
    place = _find_place(program, person)
    return place is not None and place.user_id == person.user_id and place.left_at is None


def _require_permission(*, program: Program, person: Person, moment: datetime) -> Decision:
    """Ask the rules about advocates. Without any, nothing is asked of the database."""
    terms = program.terms_in_force
    if not terms.advocate_rules or _takes_part(program, person):
        return Decision(())
    decision = judge_advocate(
        customer_facts(program=program, person=person, moment=moment), terms=terms
    )
    if not decision.passed:
        raise refusal_of(decision, terms=terms)
    return decision


def give_code(
    advocate: Advocate, *, held: Decimal = ZERO, expires_at: datetime | None = None
) -> Code:
    """Create a code nobody has: the unique column decides, not a look beforehand.

    `held` is what the program's budget keeps for the friend who uses it, until `expires_at`.
    """
    while True:
        try:
            return write_code(advocate, text=generate_code(), held=held, expires_at=expires_at)
        except IntegrityError:
            continue


@transaction.atomic
def write_code(
    advocate: Advocate, *, text: str, held: Decimal = ZERO, expires_at: datetime | None = None
) -> Code:
    """Create a code of this text and its voucher. Raises IntegrityError if one looks like it."""
    code = Code.objects.create(advocate=advocate, text=text, held=held, expires_at=expires_at)
    code.voucher_id = shop().create_code_voucher(code)
    code.save(update_fields=["voucher"])
    return code


def give_codes(advocate: Advocate, *, number: int) -> list[Code]:
    """Create many codes nobody has, in few queries. If one was taken, all are drawn again."""
    while True:
        texts = {generate_code() for _ in range(number)}
        if len(texts) < number:
            continue
        try:
            with transaction.atomic():
                vouchers = shop().create_code_vouchers(advocate.program, texts=sorted(texts))
                codes = (
                    Code(advocate=advocate, text=text, voucher_id=vouchers[text]) for text in texts
                )
                return Code.objects.bulk_create(codes)
        except IntegrityError:
            continue
