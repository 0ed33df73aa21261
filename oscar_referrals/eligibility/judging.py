"""The three questions: who may be an advocate, who may be a friend, what order counts."""

from oscar_referrals.eligibility.advocate_rules import ADVOCATE_RULES
from oscar_referrals.eligibility.decision import Decision
from oscar_referrals.eligibility.facts import FriendFacts
from oscar_referrals.eligibility.friend_rules import FRIEND_RULES
from oscar_referrals.eligibility.house_rules import HOUSE_RULES
from oscar_referrals.eligibility.order_rules import ORDER_RULES
from oscar_referrals.eligibility.people import CustomerFacts
from oscar_referrals.eligibility.purchases import PurchaseFacts
from oscar_referrals.models import Terms


def judge_advocate(customer: CustomerFacts, *, terms: Terms) -> Decision:
    """Ask who may be an advocate. Terms without such a rule ask the database nothing."""
    return ADVOCATE_RULES.judge_chosen(customer, chosen=terms.advocate_rules)


def judge_friend(facts: FriendFacts) -> Decision:
    """Ask whether a friend may use a code: the house rules, then those that the terms chose.

    Every rule is asked. Rules about the order are left out where there is no basket to judge.
    """
    decision = HOUSE_RULES.judge(facts)
    if facts.customer is not None:
        chosen = facts.terms.friend_rules
        decision += FRIEND_RULES.judge_chosen(facts.customer, chosen=chosen)
    if facts.purchase is not None:
        decision += judge_order(facts.purchase, terms=facts.terms)
    return decision


def judge_order(purchase: PurchaseFacts, *, terms: Terms) -> Decision:
    """Ask whether a basket or an order is one that counts."""
    return ORDER_RULES.judge_chosen(purchase, chosen=terms.order_rules)
