"""May this friend have this discount, and what is the advocate promised then?"""

from datetime import datetime
from decimal import Decimal

from oscar_referrals.eligibility import Decision, judge_friend
from oscar_referrals.flows.placement import Intent
from oscar_referrals.flows.refusing import refusal_of
from oscar_referrals.models import Claim, Code, Terms
from oscar_referrals.rewards import promise_for
from oscar_referrals.selectors.friends import gather_friend_facts


def require_permission(
    *,
    code: Code,
    claim: Claim | None,
    intent: Intent,
    moment: datetime,
    except_order_id: int | None = None,
) -> Decision:
    """Judge a friend again, now that he is known; return the decision. Raises Refused.

    `code` comes from `codes_for`; the order that is just being placed does not count.
    """
    facts = gather_friend_facts(
        code=code,
        claim=claim,
        friend=intent.friend,
        order_value=intent.order_value,
        currency=intent.currency,
        moment=moment,
        except_order_id=except_order_id,
        purchase=intent.purchase,
    )
    decision = judge_friend(facts)
    if not decision.passed:
        raise refusal_of(decision, terms=facts.terms)
    return decision


def promise_of(*, code: Code, terms: Terms, intent: Intent) -> Decimal:
    """Return what the advocate is promised, in the terms' currency.

    Nothing where referrals are only counted.
    """
    if not code.advocate.earns_rewards:
        return Decimal(0)
    return promise_for(terms=terms, base=intent.base, order_value=intent.order_value)
