"""A friend's order uses a claim: inside the order's own transaction a referral is born."""

from datetime import datetime
from decimal import Decimal

from oscar_referrals.clock import offset
from oscar_referrals.eligibility import Decision
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.flows.claim import record_claim
from oscar_referrals.flows.limits import take_place
from oscar_referrals.flows.permission import promise_of, require_permission
from oscar_referrals.flows.placement import Placement
from oscar_referrals.flows.work import enqueue
from oscar_referrals.identity import identify_email
from oscar_referrals.locks import locked
from oscar_referrals.models import Claim, ClaimSource, Code, Referral, Reservation
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.friends import (
    claim_of,
    codes_for,
    look_again_at,
)


def use_claim(*, placement: Placement) -> Referral:
    """Use the claim behind an order's discount: the referral, the budget and the follow-up work.

    Call it inside the order's transaction, in a savepoint. Everything is judged again, now that the
    friend is known. Raises Refused if the friend may not have this discount, and IntegrityError if
    the same friend or claim is used at this very moment elsewhere: then the order must not be
    placed with it. "Once per friend" is a unique key, the budget one conditional UPDATE.
    """
    friend = placement.friend
    identity = identify_email(friend.email)
    if not identity:
        raise Refused(Reason.IDENTITY_UNKNOWN)
    code = _find_code(placement)
    moment = code.asked_at + offset()  # type: ignore[attr-defined]
    # A claim that another order uses meanwhile is refused by the referral's unique link to it.
    claim = placement.claim or claim_of(code, friend)
    decision = require_permission(
        code=code,
        claim=claim,
        intent=placement,
        moment=moment,
        except_order_id=placement.order_id,
    )
    claim = claim or record_claim(code=code, source=ClaimSource.ORDER, friend=friend, moment=moment)
    take_place(code=code, terms=claim.terms)
    referral = _record_referral(
        code=code,
        claim=claim,
        placement=placement,
        identity=identity,
        decision=decision,
        moment=moment,
    )
    _take_budget(referral=referral, held=_end_own_reservation(code) + _use_gift(code))
    enqueue(kind="screen", subject=referral.pk, due_at=moment)
    return referral


def add_shipping(*, order_id: int, amount: Decimal) -> None:
    """Add what an invitation paid of an order's shipping to what the friend saved.

    Call it inside the order's transaction, after `use_claim`: that has made sure that the budget
    has room for all that the terms may pay.
    """
    referral = locked(Referral.objects.filter(order_id=order_id)).first()
    if referral is None:
        return
    budgets.commit_regardless(program=referral.program, currency=referral.currency, amount=amount)
    referral.discount += amount
    referral.save(update_fields=["discount"])


def _find_code(placement: Placement) -> Code:
    if placement.code is None:
        return codes_for(placement.friend).get(voucher_id=placement.voucher_id)
    look_again_at(placement.code, placement.friend)
    return placement.code


def _take_budget(*, referral: Referral, held: Decimal) -> None:
    """Take the discount, and the promise as well if the budget still has room for it.

    Of free shipping the most that it may cost has to fit. What it costs is taken when it is known,
    in the same transaction: the budget's row stays locked until then.
    """
    most = referral.terms.friend_value if referral.terms.pays_shipping else referral.discount
    promised = budgets.take(
        program_id=referral.program_id,
        currency=referral.currency,
        discount=most,
        promise=referral.promise,
        held=held,
    )
    if most != referral.discount:
        budgets.uncommit(
            program=referral.program, currency=referral.currency, amount=most - referral.discount
        )
    if promised != referral.promise:
        referral.promise = promised
        referral.save(update_fields=["promise"])


def _end_own_reservation(code: Code) -> Decimal:
    """Return what was reserved for this friend and now becomes the order's own."""
    reservation_id = code.reservation_id  # type: ignore[attr-defined]
    if reservation_id is None:
        return Decimal(0)
    reservation = Reservation.objects.filter(pk=reservation_id).first()
    if reservation is None:
        return Decimal(0)
    own = Reservation.objects.filter(pk=reservation_id, amount=reservation.amount)
    return reservation.amount if own.delete()[0] else Decimal(0)


def _use_gift(code: Code) -> Decimal:
    """Return what the budget kept for a gift that now becomes an order's discount."""
    if not code.held:
        return Decimal(0)
    own = Code.objects.filter(pk=code.pk, held=code.held)
    return code.held if own.update(held=Decimal(0)) else Decimal(0)


def _record_referral(
    *,
    code: Code,
    claim: Claim,
    placement: Placement,
    identity: str,
    decision: Decision,
    moment: datetime,
) -> Referral:
    """Write the referral. `moment` is the database's: the shop's own clock may be slow."""
    return Referral.objects.create(
        advocate=code.advocate,
        program_id=code.advocate.program_id,
        terms=claim.terms,
        claim=claim,
        order_id=placement.order_id,
        order_number=placement.number,
        friend_id=placement.friend.user_id,
        friend_identity=identity,
        claimed_identity=identity,
        placed_at=moment,
        moved_at=moment,
        currency=placement.currency,
        base=placement.base,
        discount=placement.discount,
        promise=promise_of(code=code, terms=claim.terms, intent=placement),
        decision=decision.as_details(),
    )
