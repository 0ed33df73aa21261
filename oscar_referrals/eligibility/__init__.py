"""Rules as code: named django-rules predicates, and the explanation of every decision."""

from oscar_referrals.eligibility.benefit import discount_for
from oscar_referrals.eligibility.decision import Decision, RuleResult
from oscar_referrals.eligibility.facts import FriendFacts
from oscar_referrals.eligibility.friend_rules import FRIEND_RULES
from oscar_referrals.eligibility.registry import Rule, RuleBook

__all__ = [
    "FRIEND_RULES",
    "Decision",
    "FriendFacts",
    "Rule",
    "RuleBook",
    "RuleResult",
    "discount_for",
]
