"""All rules: those that always hold, and the three books that owners choose from."""

from collections.abc import Mapping
from typing import Any

from oscar_referrals.eligibility.advocate_rules import ADVOCATE_RULES
from oscar_referrals.eligibility.friend_rules import FRIEND_RULES
from oscar_referrals.eligibility.house_rules import HOUSE_RULES
from oscar_referrals.eligibility.order_rules import ORDER_RULES
from oscar_referrals.eligibility.registry import RuleBook

#: By the field of terms that keeps what was chosen, in the order in which people read them.
CHOOSABLE: Mapping[str, RuleBook[Any]] = {
    book.name: book for book in (ADVOCATE_RULES, FRIEND_RULES, ORDER_RULES)
}
BOOKS: Mapping[str, RuleBook[Any]] = {HOUSE_RULES.name: HOUSE_RULES, **CHOOSABLE}
