"""Judging a friend's code in a basket. Asked several times per page, so the facts are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import Decision, FriendFacts, PurchaseFacts, judge_friend
from oscar_referrals.models import Claim, Code, Terms
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.friends import Friend, claims_of, codes_for, gather_friend_facts
from oscar_referrals.shop.buyers import buyer_of
from oscar_referrals.shop.prices import ZERO, value_before_ours
from oscar_referrals.shop.purchases import purchase_in

_CACHE = "_referral_facts"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say about one code in one basket, and under which terms."""

    code: Code
    terms: Terms
    facts: FriendFacts
    decision: Decision
    is_superseded: bool

    @property
    def reason(self) -> Reason | None:
        """Why the code gives nothing, or None if it works."""
        return Reason.ANOTHER_CODE if self.is_superseded else self.decision.reason


@dataclass(frozen=True, slots=True)
class _Known:
    facts: FriendFacts
    claim: Claim | None
    is_superseded: bool


def judge(*, basket: Any, voucher: Any) -> Judgement | None:
    """Judge the code that is this voucher in this basket; None if the voucher is not a code."""
    known = _facts_for(basket=basket, voucher_id=voucher.pk)
    if known is None:
        return None
    return _judgement(basket=basket, known=known)


def judged_in(basket: Any) -> list[Judgement]:
    """Return what was said about the codes that Oscar met when it priced this basket.

    Asks the database nothing: a basket without a code of ours gives an empty list.
    """
    met = _cache_of(basket).values()
    return [_judgement(basket=basket, known=known) for known in met if known is not None]


def _judgement(*, basket: Any, known: _Known) -> Judgement:
    facts = replace(
        known.facts, order_value=value_before_ours(basket), currency=basket.currency or ""
    )
    return Judgement(
        code=facts.code,
        terms=facts.terms,
        facts=facts,
        decision=judge_friend(facts),
        is_superseded=known.is_superseded,
    )


def priced_with(
    *, basket: Any, voucher_id: int, friend: Friend
) -> tuple[Code | None, Claim | None]:
    """Return the code and the claim with which a basket was priced for a friend in this request."""
    known = _cache_of(basket).get((voucher_id, friend))
    return (known.facts.code, known.claim) if known else (None, None)


def forget_facts(basket: Any) -> None:
    """Drop what was known, after a claim was made in the same request."""
    setattr(basket, _CACHE, {})


def _facts_for(*, basket: Any, voucher_id: int) -> _Known | None:
    cache = _cache_of(basket)
    friend = buyer_of(basket)
    key = (voucher_id, friend)
    if key not in cache:
        cache[key] = _gather(friend=friend, voucher_id=voucher_id, purchase=purchase_in(basket))
    return cache[key]


def _cache_of(basket: Any) -> dict[Any, _Known | None]:
    if not hasattr(basket, _CACHE):
        setattr(basket, _CACHE, {})
    cache: dict[Any, _Known | None] = getattr(basket, _CACHE)
    return cache


def _gather(*, friend: Friend, voucher_id: int, purchase: PurchaseFacts) -> _Known | None:
    codes = list(codes_for(friend).filter(voucher__basket=friend.basket_id))
    code = next((code for code in codes if code.voucher_id == voucher_id), None)
    if code is None or code.advocate.program.current_terms is None:
        return None
    claims = claims_of(codes, friend)
    claim = claims.get(code.pk)
    facts = gather_friend_facts(
        code=code,
        claim=claim,
        friend=friend,
        order_value=ZERO,
        currency="",
        moment=page_now(),
        purchase=purchase,
    )
    return _Known(facts, claim, is_superseded=code != _claimed_last(codes, claims))


def _claimed_last(codes: Sequence[Code], claims: Mapping[int, Claim]) -> Code:
    """Only one code counts in a basket: the one that was claimed last."""
    claimed = {code: claims[code.pk].pk if code.pk in claims else 0 for code in codes}
    return max(codes, key=lambda code: (claimed[code], code.pk))
