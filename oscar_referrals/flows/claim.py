"""A friend accepts a code."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from oscar_referrals.clock import database_now
from oscar_referrals.eligibility import Decision, judge_friend
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.refusing import refusal_of
from oscar_referrals.models import DIRECT, Claim, ClaimSource, Code
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.friends import Friend, claim_of, codes_for, gather_friend_facts

#: What a basket can still change is not judged when a code is claimed.
_JUDGED_LATER = frozenset({Reason.BELOW_MINIMUM, Reason.WRONG_CURRENCY})


def claim_code(
    *,
    code: Code,
    source: ClaimSource,
    friend: Friend,
    attempt: UUID | None = None,
    channel: str = DIRECT,
) -> Claim:
    """Record that a friend accepts a code under the program's current terms.

    The same friend claiming the same code again gets the claim he has. The code's voucher goes into
    the basket, if there is one, and other codes of ours leave it: the last claim wins. The same
    `attempt` claims once, also for a visitor nobody knows yet. `channel` is how the link was
    shared. Raises Refused if the friend may not use the code; then nothing was written.
    """
    code = codes_for(friend).get(pk=code.pk)
    moment = database_now()
    claim = claim_of(code, friend)
    if claim is not None and claim.expires_at <= moment:
        claim = None
    _refuse_if_hopeless(code=code, claim=claim, friend=friend, moment=moment)
    claim = claim or record_claim(
        code=code,
        source=source,
        friend=friend,
        moment=moment,
        attempt=attempt,
        channel=channel,
    )
    if friend.basket_id is not None:
        put_into_basket(claim=claim, basket_id=friend.basket_id, user_id=friend.user_id)
    return claim


def record_claim(
    *,
    code: Code,
    source: ClaimSource,
    friend: Friend,
    moment: datetime,
    attempt: UUID | None = None,
    channel: str = DIRECT,
) -> Claim:
    """Write a claim under the program's current terms, without judging it; once per attempt."""
    terms = code.advocate.program.terms_in_force
    expires_at = moment + terms.claim_window
    claim = Claim(
        token=attempt or uuid4(),
        code=code,
        terms=terms,
        source=source,
        channel=channel,
        basket_id=friend.basket_id,
        user_id=friend.user_id,
        claimed_at=moment,
        expires_at=min(expires_at, code.expires_at or expires_at),
    )
    if attempt is None:
        claim.save()
        return claim
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:
        earlier = Claim.objects.filter(token=attempt, code=code).first()
        if earlier is None:
            raise Refused(Reason.CODE_UNKNOWN) from None
        return earlier
    return claim


def put_into_basket(*, claim: Claim, basket_id: int, user_id: int | None) -> None:
    """Bind a claim to a basket and let the basket carry its voucher, and no other code of ours."""
    voucher_id = claim.code.voucher_id
    if voucher_id is None:
        return
    if claim.basket_id != basket_id or claim.user_id != user_id:
        claim.basket_id = basket_id
        claim.user_id = user_id or claim.user_id
        claim.save(update_fields=["basket", "user"])
    if not shop().put_voucher_into_basket(basket_id=basket_id, voucher_id=voucher_id):
        return
    others = Code.objects.filter(voucher__basket=basket_id).exclude(pk=claim.code_id)
    superseded = list(others.values_list("voucher_id", flat=True))
    if superseded:
        shop().take_vouchers_out_of_basket(basket_id=basket_id, voucher_ids=superseded)


def bind_to_account(*, token: str, user_id: int) -> None:
    """Tie an unused claim to the account of the friend who has just signed in."""
    unused = Claim.objects.filter(token=token, referral=None, user__isnull=True)
    unused.update(user_id=user_id)


def _refuse_if_hopeless(
    *, code: Code, claim: Claim | None, friend: Friend, moment: datetime
) -> None:
    terms = claim.terms if claim else code.advocate.program.terms_in_force
    facts = gather_friend_facts(
        code=code,
        claim=claim,
        friend=friend,
        order_value=terms.minimum,
        currency=terms.currency,
        moment=moment,
    )
    failures = judge_friend(facts).failures
    hopeless = tuple(result for result in failures if result.reason not in _JUDGED_LATER)
    if hopeless:
        raise refusal_of(Decision(hopeless), terms=terms)
