"""Cards are printed, blocked and replaced, and an insert is printed with an order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.enroll import enlist_house, enlist_owner, give_codes
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Advocate, Card, CardBatch, Code, Program
from oscar_referrals.money import ZERO
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.cards import CARD_KINDS, insert_of

#: So many cards are written with one query for each kind of row.
_PORTION = 500


@dataclass(frozen=True, slots=True)
class CardOrder:
    """What somebody wants printed: a name for the staff, and how many cards.

    With `has_own_codes` each card can be traced and blocked alone, else all carry the same code.
    `words` are printed on every card. The cost is in the currency of the program's terms.
    """

    name: str
    number: int
    has_own_codes: bool = True
    words: str = ""
    print_cost: Decimal = ZERO


@transaction.atomic
def make_cards(
    *,
    program: Program,
    wanted: CardOrder,
    owner: AbstractBaseUser | None = None,
    place: str = "",
    actor: AbstractBaseUser | None = None,
) -> CardBatch:
    """Make a batch of cards: for a customer who is rewarded, or for a place of the shop's own.

    A name makes one batch per program, so pressing twice prints nothing twice. Raises Refused if
    the program prints no cards, the batch was made already, or the owner may not take part; then
    nothing was written.
    """
    program = lock_row(Program, program.pk)
    moment = database_now()
    _require_cards(program=program, moment=moment)
    if CardBatch.objects.filter(program=program, name=wanted.name).exists():
        raise Refused(Reason.CARDS_MADE_ALREADY)
    advocate = (
        enlist_owner(program=program, user=owner)
        if owner is not None
        else enlist_house(program=program, place=place)
    )
    batch = CardBatch.objects.create(
        program=program,
        advocate=advocate,
        name=wanted.name,
        words=wanted.words,
        print_cost=wanted.print_cost,
        currency=program.terms_in_force.currency,
        made_at=moment,
        made_by_id=actor.pk if actor else None,
    )
    if wanted.has_own_codes:
        for numbers in _portions(wanted.number):
            _write(batch=batch, advocate=advocate, numbers=numbers)
    else:
        _write(batch=batch, advocate=advocate, numbers=range(1, 2), copies=wanted.number)
    return batch


@transaction.atomic
def print_insert(*, program: Program, order_id: int, actor: AbstractBaseUser | None = None) -> Card:
    """Return the parcel insert of an order: made once, by whoever is first.

    It belongs to the order's customer if he may take part, else to the shop. Raises Refused if the
    program is not open, or prints no cards.
    """
    earlier = insert_of(order_id)
    if earlier is not None:
        return earlier
    moment = database_now()
    _require_cards(program=program, moment=moment)
    if not program.is_open_at(moment):
        raise Refused(Reason.NO_CARDS_NOW)
    batch = lock_row(CardBatch, _inserts_of(program, moment=moment, actor=actor).pk)
    if batch.blocked_at is not None:
        raise Refused(Reason.CARDS_BLOCKED)
    number = _next_number(batch)
    try:
        with transaction.atomic():
            return _write_insert(batch=batch, number=number, order_id=order_id)
    except IntegrityError:
        meanwhile = insert_of(order_id)
        if meanwhile is None:
            raise
        return meanwhile


@transaction.atomic
def block_card(*, card: Card) -> None:
    """Let a lost card's code work no more. What was ordered by it still counts."""
    Code.objects.filter(pk=card.code_id, retired_at=None).update(retired_at=database_now())
    card.code.refresh_from_db()


@transaction.atomic
def block_batch(*, batch: CardBatch) -> None:
    """Let no card of a batch work any more."""
    locked = lock_row(CardBatch, batch.pk)
    if locked.blocked_at is None:
        locked.blocked_at = database_now()
        locked.save(update_fields=["blocked_at"])
        Code.objects.filter(card__batch=locked, retired_at=None).update(
            retired_at=locked.blocked_at
        )
    batch.refresh_from_db()


@transaction.atomic
def replace_card(*, card: Card) -> Card:
    """Block a card and return the new one that takes its place; doing it twice returns the same.

    Raises Refused if the whole batch is blocked.
    """
    batch = lock_row(CardBatch, card.batch_id)
    if batch.blocked_at is not None:
        raise Refused(Reason.CARDS_BLOCKED)
    earlier = Card.objects.filter(replaces=card).first()
    if earlier is not None:
        return earlier
    block_card(card=card)
    number = _next_number(batch)
    [made] = _write(
        batch=batch,
        advocate=card.code.advocate,
        numbers=range(number, number + 1),
        copies=card.copies,
        replaces=card,
    )
    return made


def note_print_cost(*, batch: CardBatch, print_cost: Decimal) -> None:
    """Write down what the printer was paid for all cards of a batch, in the batch's currency."""
    CardBatch.objects.filter(pk=batch.pk).update(print_cost=print_cost)
    batch.refresh_from_db()


def _require_cards(*, program: Program, moment: datetime) -> None:
    if program.kind not in CARD_KINDS or program.has_ended_at(moment):
        raise Refused(Reason.NO_CARDS_NOW)


def _portions(number: int) -> Iterator[range]:
    for start in range(1, number + 1, _PORTION):
        yield range(start, min(start + _PORTION, number + 1))


def _write(
    *,
    batch: CardBatch,
    advocate: Advocate,
    numbers: range,
    copies: int = 1,
    replaces: Card | None = None,
    order_id: int | None = None,
) -> list[Card]:
    codes = give_codes(advocate, number=len(numbers))
    return Card.objects.bulk_create(
        Card(
            batch=batch,
            number=number,
            code_id=code.pk,
            copies=copies,
            replaces=replaces,
            order_id=order_id,
        )
        for number, code in zip(numbers, codes, strict=True)
    )


def _write_insert(*, batch: CardBatch, number: int, order_id: int) -> Card:
    [card] = _write(
        batch=batch,
        advocate=_owner_of_insert(batch=batch, order_id=order_id),
        numbers=range(number, number + 1),
        order_id=order_id,
    )
    return card


def _owner_of_insert(*, batch: CardBatch, order_id: int) -> Advocate:
    """Return the order's customer as an advocate, or the shop if he may not be one."""
    _email, user_id = shop().order_contact(order_id)
    accounts = get_user_model()._default_manager.filter(is_active=True)
    user = accounts.filter(pk=user_id).first() if user_id is not None else None
    if user is None:
        return batch.advocate
    try:
        return enlist_owner(program=batch.program, user=user)
    except Refused:
        return batch.advocate


def _inserts_of(program: Program, *, moment: datetime, actor: AbstractBaseUser | None) -> CardBatch:
    batch, _is_new = CardBatch.objects.get_or_create(
        program=program,
        name="",
        defaults={
            "advocate": enlist_house(program=program),
            "currency": program.terms_in_force.currency,
            "made_at": moment,
            "made_by_id": actor.pk if actor else None,
        },
    )
    return batch


def _next_number(batch: CardBatch) -> int:
    last: int | None = batch.cards.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
