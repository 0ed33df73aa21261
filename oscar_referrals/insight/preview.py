"""What a program would have cost on the shop's own past orders, before it is started."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, islice
from operator import attrgetter

from oscar_referrals.eligibility import PurchaseFacts
from oscar_referrals.insight.choosing import is_chosen, lot_of
from oscar_referrals.insight.replay import OrderCost, Replay
from oscar_referrals.insight.spending import Spending
from oscar_referrals.models import Terms
from oscar_referrals.money import HUNDRED, ZERO
from oscar_referrals.ports import PastOrder
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.audience import Audience

#: Which parts of all first orders, in percent, are taken for referred ones.
SHARES = (5, 10, 20)

#: So many points the curves have at most.
_POINTS = 24
#: So many referred orders are looked at together.
_BATCH = 500
_STEPS = (1, 2, 7, 14, 30, 91, 182, 365)


@dataclass(slots=True)
class Scenario:
    """What it costs if `percent` % of the first orders come by an invitation.

    All amounts are in the terms' currency. `discounts` and `rewards` are what is really spent:
    rewards are what is left of them after the orders' refunds. The margins are those of the
    `orders_with_margin`, whose goods' cost is known.
    """

    percent: int
    referred: int = 0
    friends: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)
    sales: Decimal = ZERO
    discounts: Decimal = ZERO
    promises: Decimal = ZERO
    rewards: Decimal = ZERO
    orders_with_margin: int = 0
    margin_without_program: Decimal = ZERO
    margin_with_program: Decimal = ZERO
    spending: Spending = field(default_factory=Spending)

    @property
    def cost(self) -> Decimal:
        """Discounts and rewards together."""
        return self.discounts + self.rewards

    @property
    def cost_per_friend(self) -> Decimal | None:
        """Cost per friend whose order counts, to the cent; None without one."""
        return (self.cost / self.friends).quantize(Decimal("0.01")) if self.friends else None

    @property
    def cost_in_percent(self) -> Decimal | None:
        """Cost in percent of what the friends paid, to one place; None if they paid nothing."""
        return (self.cost * HUNDRED / self.sales).quantize(Decimal("0.1")) if self.sales else None

    @property
    def margin_per_order(self) -> Decimal | None:
        """Margin with the program per order whose goods' cost is known; None without one."""
        if not self.orders_with_margin:
            return None
        return (self.margin_with_program / self.orders_with_margin).quantize(Decimal("0.01"))

    def refuse(self, reason: Reason) -> None:
        """Count a referred order that the rules do not let count."""
        self.referred += 1
        self.refused[reason] += 1

    def add(self, cost: OrderCost, *, day: date, hold: timedelta) -> None:
        """Add a referred order.

        The budget takes the whole promise on the day of the order, and gets back what refunds make
        undeserved when the return time is over.
        """
        self.referred += 1
        self.friends += 1
        self.sales += cost.sale
        self.discounts += cost.discount
        self.promises += cost.promise
        self.rewards += cost.reward
        self.spending.add(day=day, amount=cost.discount + cost.promise)
        if cost.reward != cost.promise:
            self.spending.add(day=day + hold, amount=cost.reward - cost.promise)
        if cost.margin is not None:
            self.orders_with_margin += 1
            self.margin_without_program += cost.margin.without_program
            self.margin_with_program += cost.margin.with_program


@dataclass(slots=True)
class CostPreview:
    """The answer. `budget` is what may be spent, in the terms' currency; None without a limit.

    `customers` are all who have ordered; those `with_account` may invite at once; `repeat_buyers`
    have ordered more than once. `unknown_orders` cannot be assigned to anybody, and neither they
    nor cancelled orders are replayed. `first_orders` were placed from `since` on. `first_day` and
    `last_day` are those of the orders since then in the terms' currency. `audience` is who may be
    an advocate under rules that the terms chose, None if every account may.
    """

    terms: Terms
    budget: Decimal | None
    since: datetime | None
    scenarios: tuple[Scenario, ...]
    orders: int = 0
    cancelled_orders: int = 0
    unknown_orders: int = 0
    customers: int = 0
    with_account: int = 0
    repeat_buyers: int = 0
    first_orders: int = 0
    first_day: date | None = None
    last_day: date | None = None
    audience: Audience | None = None

    def budget_day(self, scenario: Scenario) -> date | None:
        """Return the past day on which the budget would have run out; None if it lasts."""
        if self.budget is None:
            return None
        return scenario.spending.first_day_above(self.budget)

    def days_until(self, day: date) -> int:
        """Return how many days after the beginning of the orders a past day is."""
        return (day - self.first_day).days if self.first_day else 0

    @property
    def days(self) -> list[date]:
        """Return the days for which curves have points: evenly spread, the last one included."""
        if self.first_day is None or self.last_day is None:
            return []
        length = (self.last_day - self.first_day).days
        step = next((step for step in _STEPS if length <= step * _POINTS), length // _POINTS + 1)
        between = range(0, length, step)
        return [*(self.first_day + timedelta(days=days) for days in between), self.last_day]


def preview_cost(
    *,
    terms: Terms,
    orders: Iterable[PastOrder],
    budget: Decimal | None = None,
    since: datetime | None = None,
) -> CostPreview:
    """Replay past orders under terms that need not hold yet, and return what they would cost.

    `orders` come customer by customer, each customer's from the oldest on, as `Shop.past_orders`
    gives them; they are read once and not kept. `budget` is in the terms' currency. Orders before
    `since` only tell who was a customer already. Nothing is written.
    """
    preview = CostPreview(terms, budget, since, tuple(Scenario(percent) for percent in SHARES))
    replay = Replay(terms=terms)
    chosen = _chosen_first_orders(preview, orders)
    while batch := list(islice(chosen, _BATCH)):
        purchases = replay.purchases_of(batch)
        for order in batch:
            _replay(preview, replay, order, purchases.get(order.order_id or 0))
    return preview


def _chosen_first_orders(preview: CostPreview, orders: Iterable[PastOrder]) -> Iterator[PastOrder]:
    """Count all orders, and yield the first ones that some scenario takes for referred."""
    for customer, of_customer in groupby(orders, key=attrgetter("customer")):
        first = _count(preview, customer, of_customer)
        if first is not None and _is_since(first, preview.since):
            preview.first_orders += 1
            if _scenarios_of(preview, first):
                yield first


def _scenarios_of(preview: CostPreview, order: PastOrder) -> list[Scenario]:
    lot = lot_of(order.number)
    return [
        scenario for scenario in preview.scenarios if is_chosen(lot=lot, percent=scenario.percent)
    ]


def _count(preview: CostPreview, customer: str, orders: Iterable[PastOrder]) -> PastOrder | None:
    """Count a customer's orders; return the first that was not cancelled, None for nobody."""
    first, placed, has_account = None, 0, False
    for order in orders:
        preview.orders += 1
        _extend_period(preview, order)
        if order.is_cancelled:
            preview.cancelled_orders += 1
            continue
        first = first or order
        placed += 1
        has_account = has_account or order.has_account
    if not customer:
        preview.unknown_orders += placed
        return None
    preview.customers += bool(placed)
    preview.repeat_buyers += placed > 1
    preview.with_account += has_account
    return first


def _extend_period(preview: CostPreview, order: PastOrder) -> None:
    if not _is_since(order, preview.since) or order.currency != preview.terms.currency:
        return
    day = order.placed_at.date()
    if preview.first_day is None or day < preview.first_day:
        preview.first_day = day
    if preview.last_day is None or day > preview.last_day:
        preview.last_day = day


def _is_since(order: PastOrder, since: datetime | None) -> bool:
    return since is None or order.placed_at >= since


def _replay(
    preview: CostPreview, replay: Replay, order: PastOrder, purchase: PurchaseFacts | None
) -> None:
    scenarios = _scenarios_of(preview, order)
    reason = replay.refusal_of(order, purchase)
    if reason is not None:
        for scenario in scenarios:
            scenario.refuse(reason)
        return
    cost = replay.cost_of(order, purchase)
    for scenario in scenarios:
        scenario.add(cost, day=order.placed_at.date(), hold=preview.terms.hold)
