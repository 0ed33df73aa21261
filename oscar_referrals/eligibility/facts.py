"""What the house rules may look at: plain values, gathered beforehand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from oscar_referrals.eligibility.people import CustomerFacts
from oscar_referrals.eligibility.purchases import PurchaseFacts
from oscar_referrals.models import Advocate, Code, Program, Terms
from oscar_referrals.ports import KnownOrder


@dataclass(frozen=True, slots=True)
class FriendFacts:
    """A friend who wants to use a code in a basket or an order.

    `identities` is () as long as nobody knows who the visitor is: nothing personal can be judged
    yet. `past_order` is None for somebody who has never ordered.
    `claimed_before_replacement` tells that the friend accepted the code while it was still shared.
    `is_switched_on` is False while staff have ended or suspended the code's rows in the shop.
    `order_value` is what the lines cost before this invitation's own discount, in `currency`.
    `budget_left` is in the terms' currency; None means that there is no limit, or that the amount
    is reserved for this friend already. `customer` and `purchase` are for the rules that an owner
    has chosen; `purchase` is None where there is no basket to judge.
    """

    program: Program
    terms: Terms
    code: Code
    advocate: Advocate
    moment: datetime
    expires_at: datetime | None
    is_switched_on: bool
    user_id: int | None
    identities: tuple[str, ...]
    past_order: KnownOrder | None
    has_used_invitation: bool
    has_invited_the_advocate: bool
    budget_left: Decimal | None
    order_value: Decimal
    currency: str
    customer: CustomerFacts | None = None
    purchase: PurchaseFacts | None = None
    claimed_before_replacement: bool = False
