"""Before a reward is approved, the terms' rules about the order are asked once more."""

from collections.abc import Sequence

from oscar_referrals.eligibility import Decision, judge_order
from oscar_referrals.eligibility.order_rules import ORDER_RULES
from oscar_referrals.eligibility.registry import broken_result
from oscar_referrals.lifecycle import move
from oscar_referrals.models import Referral, ReferralState
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason


def judge_orders(referrals: Sequence[Referral]) -> dict[int, Decision]:
    """Ask about the orders as they are now, by the referral's primary key.

    Referrals whose terms choose no such rule are left out, and cost no query. An order that cannot
    be read any more has failed every rule.
    """
    asked = [referral for referral in referrals if referral.terms.order_rules]
    if not asked:
        return {}
    purchases = shop().purchases(referral.order_id for referral in asked)
    decisions = {}
    for referral in asked:
        purchase = purchases.get(referral.order_id or 0)
        decisions[referral.pk] = (
            judge_order(purchase, terms=referral.terms) if purchase else _unreadable(referral)
        )
    return decisions


def may_be_approved(*, referral: Referral, decision: Decision | None) -> bool:
    """Tell whether a locked referral may be approved; if not, a person has to look at it.

    What a person has accepted for the same reason before is not sent to him again.
    """
    if decision is None or decision.reason is None:
        return True
    if _was_accepted(referral=referral, reason=decision.reason):
        return True
    move(
        subject=referral,
        to=ReferralState.REVIEW,
        reason=decision.reason,
        details=decision.as_details(),
    )
    return False


def _was_accepted(*, referral: Referral, reason: Reason) -> bool:
    last = referral.events.filter(to_state=ReferralState.REVIEW).order_by("-pk").first()
    return last is not None and last.reason == reason


def _unreadable(referral: Referral) -> Decision:
    name = str(referral.terms.order_rules[0].get("rule"))
    return Decision((broken_result(book=ORDER_RULES.name, rule=name, figures={}),))
