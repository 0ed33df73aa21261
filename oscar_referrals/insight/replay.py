"""A past order goes through the program's real rules and sums, as if a friend had placed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from oscar_referrals.eligibility import FriendFacts, PurchaseFacts, discount_for, judge_friend
from oscar_referrals.models import Advocate, Code, Program, ProgramState, Referral, Terms
from oscar_referrals.money import ZERO, as_stored
from oscar_referrals.ports import OrderFacts, PastOrder, shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import promise_for, reward_target


@dataclass(frozen=True, slots=True)
class Margin:
    """What an order left the shop after refunds, tax and the goods' cost, in its currency."""

    without_program: Decimal
    with_program: Decimal


@dataclass(frozen=True, slots=True)
class OrderCost:
    """What an invitation would have cost with one past order, in the terms' currency.

    `promise` is what the advocate is told when the order is placed, `reward` what is left of it
    after the order's refunds. `margin` is None where the goods' cost is not known.
    """

    sale: Decimal
    discount: Decimal
    promise: Decimal
    reward: Decimal
    margin: Margin | None


class Replay:
    """Judges and prices past orders under the terms of one program.

    The program, the advocate and the code are stand-ins that are never saved: live, without an end
    and without friends so far, so that only the order itself is judged.
    """

    def __init__(self, *, terms: Terms) -> None:
        self._terms = terms
        self._program = Program(state=ProgramState.LIVE, current_terms=terms)
        self._advocate = Advocate(program=self._program)
        self._code = Code(advocate=self._advocate)

    def purchases_of(self, orders: Sequence[PastOrder]) -> Mapping[int, PurchaseFacts]:
        """Return what the rules about orders ask for, by primary key of the order.

        The database is not asked under terms without such a rule.
        """
        if not self._terms.order_rules and not self._terms.friend_pieces:
            return {}
        return shop().purchases(order.order_id for order in orders)

    def refusal_of(self, order: PastOrder, purchase: PurchaseFacts | None = None) -> Reason | None:
        """Return why a first order would not have counted, or None if it would."""
        facts = FriendFacts(
            program=self._program,
            terms=self._terms,
            code=self._code,
            advocate=self._advocate,
            moment=order.placed_at,
            expires_at=None,
            is_switched_on=True,
            user_id=None,
            identities=(order.customer,),
            past_order=None,
            has_used_invitation=False,
            has_invited_the_advocate=False,
            budget_left=None,
            order_value=order.value,
            currency=order.currency,
            purchase=purchase,
        )
        return judge_friend(facts).reason

    def cost_of(self, order: PastOrder, purchase: PurchaseFacts | None = None) -> OrderCost:
        """Return what an order that counts would have cost."""
        discount = discount_for(
            terms=self._terms,
            order_value=order.value,
            shipping=order.shipping,
            purchase=purchase,
        )
        base = order.value if self._terms.pays_shipping else order.value - discount
        promise = promise_for(terms=self._terms, base=base, order_value=order.value)
        referral = Referral(
            terms=self._terms,
            currency=order.currency,
            base=base,
            discount=discount,
            promise=promise,
        )
        reward = reward_target(referral=referral, facts=_facts(order, value=base))
        return OrderCost(
            sale=base,
            discount=discount,
            promise=promise,
            reward=reward,
            margin=_margin(order, discount=discount, reward=reward),
        )


def _facts(order: PastOrder, *, value: Decimal) -> OrderFacts:
    return OrderFacts(
        order_id=0,
        number=order.number,
        currency=order.currency,
        placed_at=order.placed_at,
        delivered_at=order.placed_at,
        is_cancelled=order.is_cancelled,
        is_charged_back=False,
        value=value,
        returned=order.returned * Fraction(value),
    )


def _margin(order: PastOrder, *, discount: Decimal, reward: Decimal) -> Margin | None:
    """Returned goods come back at what they cost; the discount carries its share of the tax."""
    if order.cost is None:
        return None
    kept = 1 - order.returned
    net_share = Fraction(order.net) / Fraction(order.value) if order.value else Fraction(1)
    before = kept * Fraction(order.net - order.cost)
    after = before - kept * Fraction(discount) * net_share - Fraction(reward)
    return Margin(without_program=_to_cents(before), with_program=_to_cents(after))


def _to_cents(amount: Fraction) -> Decimal:
    return as_stored(Decimal(amount.numerator) / Decimal(amount.denominator)) + ZERO
