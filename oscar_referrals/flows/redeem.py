"""A friend's order uses a claim: inside the order's own transaction a referral is born."""

from datetime import datetime
from decimal import Decimal

from oscar_referrals.clock import offset
from oscar_referrals.eligibility import Decision, judge_friend
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.flows.claim import record_claim
from oscar_referrals.flows.limits import take_place
from oscar_referrals.flows.placement import Placement
from oscar_referrals.flows.refusing import refusal_of
from oscar_referrals.flows.work import enqueue
from oscar_referrals.identity import identify_email
from oscar_referrals.models import Claim, ClaimSource, Code, Referral, Reservation
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import promise_for
from oscar_referrals.selectors.friends import (
    claim_of,
    codes_for,
    gather_friend_facts,
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
    decision = _require_permission(code=code, claim=claim, placement=placement, moment=moment)
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
    _take_budget(referral=referral, held=_end_own_reservation(code))
    enqueue(kind="screen", subject=referral.pk, due_at=moment)
    return referral


def _find_code(placement: Placement) -> Code:
    if placement.code is None:
        return codes_for(placement.friend).get(voucher_id=placement.voucher_id)
    look_again_at(placement.code, placement.friend)
    return placement.code


def _require_permission(
    *, code: Code, claim: Claim | None, placement: Placement, moment: datetime
) -> Decision:
    facts = gather_friend_facts(
        code=code,
        claim=claim,
        friend=placement.friend,
        order_value=placement.order_value,
        currency=placement.currency,
        moment=moment,
        except_order_id=placement.order_id,
        purchase=placement.purchase,
    )
    decision = judge_friend(facts)
    if not decision.passed:
        raise refusal_of(decision, terms=facts.terms)
    return decision


def _take_budget(*, referral: Referral, held: Decimal) -> None:
    """Take the discount, and the promise as well if the budget still has room for it."""
    promised = budgets.take(
        program_id=referral.program_id,
        currency=referral.currency,
        discount=referral.discount,
        promise=referral.promise,
        held=held,
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
        promise=promise_for(
            terms=claim.terms, base=placement.base, order_value=placement.order_value
        ),
        decision=decision.as_details(),
    )
