"""Reserving before payment: whoever loses a race is told before the card is charged."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.flows.permission import promise_of, require_permission
from oscar_referrals.flows.placement import Intent
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.identity import identify_email
from oscar_referrals.locks import locked
from oscar_referrals.models import Referral, Reservation
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.friends import claim_of, codes_for

KEPT_FOR = timedelta(minutes=20)


@transaction.atomic
def reserve(*, intent: Intent) -> Reservation:
    """Keep budget and identity for a basket whose buyer is about to pay.

    Where the budget has no room for the advocate's promise, the friend's discount alone is kept.
    The same basket may come again, after a failed card or with other goods: its reservation is
    brought up to date. It ends by itself after twenty minutes. Raises Refused if the friend may not
    have the discount; then nothing is kept.
    """
    friend = intent.friend
    identity = identify_email(friend.email)
    if not identity or friend.basket_id is None:
        raise Refused(Reason.IDENTITY_UNKNOWN)
    code = codes_for(friend).get(voucher_id=intent.voucher_id)
    moment = database_now()
    claim = claim_of(code, friend)
    require_permission(code=code, claim=claim, intent=intent, moment=moment)
    terms = claim.terms if claim else code.advocate.program.terms_in_force
    promise = promise_of(code=code, terms=terms, intent=intent)
    _take_over_abandoned(program_id=code.advocate.program_id, identity=identity, intent=intent)
    reservation = _reservation_of(
        basket_id=friend.basket_id,
        program_id=code.advocate.program_id,
        currency=intent.currency,
    )
    reservation.identity = identity
    # What the budget keeps for a gift is not reserved a second time.
    discount = max(intent.discount - code.held, Decimal(0))
    _hold(reservation, discount=discount, promise=promise)
    reservation.expires_at = moment + KEPT_FOR
    _save_or_refuse(reservation)
    enqueue(
        kind="end_reservation",
        subject=reservation.pk,
        due_at=reservation.expires_at,
        occasion=moment.isoformat(),
    )
    return reservation


@handles("end_reservation")
def end_reservation(reservation_id: int) -> datetime | None:
    """Give back what was kept for a basket that was not paid in time."""
    reservation = Reservation.objects.filter(pk=reservation_id).first()
    if reservation is None:
        return None
    if reservation.expires_at > database_now():
        return reservation.expires_at
    give_back(reservation)
    return None


def give_back(reservation: Reservation) -> None:
    """End a reservation and free its amount; the deleted row decides that it happens once."""
    rows = Reservation.objects.filter(pk=reservation.pk, amount=reservation.amount)
    if rows.delete()[0]:
        budgets.hold(
            program_id=reservation.program_id,
            currency=reservation.currency,
            amount=-reservation.amount,
        )


def _reservation_of(*, basket_id: int, program_id: int, currency: str) -> Reservation:
    """Return the basket's reservation as it is; a new one if the budget is another one now."""
    known = locked(Reservation.objects.filter(basket_id=basket_id)).first()
    if known is not None and (known.program_id, known.currency) == (program_id, currency):
        return known
    if known is not None:
        give_back(known)
    return Reservation(
        basket_id=basket_id, program_id=program_id, currency=currency, amount=Decimal(0)
    )


def _hold(reservation: Reservation, *, discount: Decimal, promise: Decimal) -> None:
    """Bring what is reserved up to date: with the promise if it fits, else without."""
    had = reservation.amount
    try:
        reservation.amount = discount + promise
        _reserve_more(reservation, than=had)
    except Refused:
        reservation.amount = discount
        _reserve_more(reservation, than=had)


def _reserve_more(reservation: Reservation, *, than: Decimal) -> None:
    budgets.hold(
        program_id=reservation.program_id,
        currency=reservation.currency,
        amount=reservation.amount - than,
    )


def _take_over_abandoned(*, program_id: int, identity: str, intent: Intent) -> None:
    """End another basket's reservation for the same person, if it can no longer become an order."""
    others = Reservation.objects.filter(program_id=program_id, identity=identity)
    other = others.exclude(basket_id=intent.friend.basket_id or 0).first()
    if other is None:
        return
    is_in_use = other.basket_id is not None and shop().is_basket_in_use(other.basket_id)
    if is_in_use and other.expires_at > database_now():
        raise Refused(Reason.ALREADY_REFERRED)
    give_back(other)


def _save_or_refuse(reservation: Reservation) -> None:
    try:
        with transaction.atomic():
            reservation.save()
    except IntegrityError:
        raise Refused(Reason.ALREADY_REFERRED) from None
    used = Referral.objects.filter(
        program_id=reservation.program_id, claimed_identity=reservation.identity
    )
    if used.exists():
        raise Refused(Reason.ALREADY_REFERRED)
