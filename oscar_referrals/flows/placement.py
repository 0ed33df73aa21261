"""What the shop reports about a basket with one of our codes: before payment, and as an order."""

from dataclasses import dataclass
from decimal import Decimal

from oscar_referrals.eligibility import PurchaseFacts
from oscar_referrals.models import Claim, Code
from oscar_referrals.selectors.friends import Friend


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A priced basket that carries one of our codes. Amounts are in `currency`.

    `base` is the sum of the lines after every discount; `discount` what this voucher gives;
    `order_value` what the lines cost before that, without anything our own vouchers give;
    `purchase` the same for the rules that an owner has chosen.
    """

    friend: Friend
    voucher_id: int
    currency: str
    base: Decimal
    discount: Decimal
    order_value: Decimal
    purchase: PurchaseFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Intent):
    """The same as an order that is just being written, inside the order's own transaction.

    `code` and `claim` are what the basket was priced with for this friend, in this very request;
    None if it was not.
    """

    order_id: int
    number: str
    code: Code | None
    claim: Claim | None
