"""What the rules may look at: plain values, gathered beforehand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from oscar_referrals.models import Advocate, Code, Program, Terms


@dataclass(frozen=True, slots=True)
class FriendFacts:
    """A friend who wants to use a code in a basket or an order.

    `identities` is () as long as nobody knows who the visitor is: nothing personal can be judged
    yet. `past_order_number` is "" for somebody who has never ordered.
    `order_value` is what the lines cost before this invitation's own discount, in `currency`.
    """

    program: Program
    terms: Terms
    code: Code
    advocate: Advocate
    moment: datetime
    expires_at: datetime | None
    user_id: int | None
    identities: tuple[str, ...]
    past_order_number: str
    has_used_invitation: bool
    has_budget: bool
    order_value: Decimal
    currency: str
