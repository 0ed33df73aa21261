"""Rules as code: named django-rules predicates, and the explanation of every decision."""

from oscar_referrals.eligibility.advocate_rules import ADVOCATE_RULES
from oscar_referrals.eligibility.benefit import discount_for
from oscar_referrals.eligibility.books import BOOKS, CHOOSABLE
from oscar_referrals.eligibility.decision import Decision, RuleResult
from oscar_referrals.eligibility.facts import FriendFacts
from oscar_referrals.eligibility.friend_rules import FRIEND_RULES
from oscar_referrals.eligibility.house_rules import HOUSE_RULES
from oscar_referrals.eligibility.judging import judge_advocate, judge_friend, judge_order
from oscar_referrals.eligibility.order_rules import ORDER_RULES
from oscar_referrals.eligibility.people import CustomerFacts
from oscar_referrals.eligibility.purchases import PurchaseFacts, PurchaseLine
from oscar_referrals.eligibility.registry import Rule, RuleBook
from oscar_referrals.eligibility.sentences import published_rules

__all__ = [
    "ADVOCATE_RULES",
    "BOOKS",
    "CHOOSABLE",
    "FRIEND_RULES",
    "HOUSE_RULES",
    "ORDER_RULES",
    "CustomerFacts",
    "Decision",
    "FriendFacts",
    "PurchaseFacts",
    "PurchaseLine",
    "Rule",
    "RuleBook",
    "RuleResult",
    "discount_for",
    "judge_advocate",
    "judge_friend",
    "judge_order",
    "published_rules",
]
