"""A share of what the shop sells goes to a partner: counted order by order, after the checkout.

Never in the order's transaction: due work looks for orders that no donation knows yet. A donation
follows its order for ever: refunds, cancellations and chargebacks are corrected by new postings.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.locks import lock_rows
from oscar_referrals.models import AccountKind, Donation, Pledge
from oscar_referrals.models.donation import COUNTED_AFTER_THE_END
from oscar_referrals.money import ZERO
from oscar_referrals.ports import SoldOrder, shop
from oscar_referrals.rewards.pledges import donation_target

BATCH = 200
_LOOK_AGAIN = timedelta(minutes=15)


def look_for_orders(pledge: Pledge) -> None:
    """Put it into the diary to count a pledge's orders, from the start of its window on."""
    enqueue(
        kind="count_orders",
        subject=pledge.pk,
        due_at=pledge.starts_at,
        occasion=pledge.ends_at.isoformat(),
    )


@handles("count_orders")
def count_some_orders(pledge_id: int) -> datetime | None:
    """Count the next orders of a pledge; return when to look again, None once it is over."""
    pledge = Pledge.objects.get(pk=pledge_id)
    number = count_orders(pledge)
    moment = database_now()
    if number == BATCH:
        return moment
    settle_waiting(pledge)
    is_over = pledge.ends_at + COUNTED_AFTER_THE_END <= moment
    return None if is_over else max(moment, pledge.starts_at) + _LOOK_AGAIN


def count_orders(pledge: Pledge) -> int:
    """Write down and settle the oldest orders not counted yet; return how many.

    Which lines count is decided here, once: later changes of a range change no donation. Two
    workers may do it at once: an order has one donation per pledge, and it is settled under a lock.
    """
    order_ids = shop().orders_to_count(pledge, limit=BATCH)
    if not order_ids:
        return 0
    shop().record_known_refunds(order_ids)
    orders = shop().sold_orders(order_ids).values()
    chosen = _chosen_products(pledge=pledge, orders=orders)
    Donation.objects.bulk_create(
        (_donation_of(pledge=pledge, order=order, chosen=chosen) for order in orders),
        ignore_conflicts=True,
    )
    settle(Donation.objects.filter(pledge=pledge, order_id__in=order_ids))
    return len(order_ids)


def _chosen_products(*, pledge: Pledge, orders: Iterable[SoldOrder]) -> frozenset[int]:
    """Return which of the sold products the pledge counts; all of them if it names no range."""
    product_ids = {line.product_id for order in orders for line in order.lines if line.product_id}
    if not pledge.ranges:
        return frozenset(product_ids)
    return shop().products_among(kind="range", keys=pledge.ranges, product_ids=product_ids)


def settle_waiting(pledge: Pledge) -> None:
    """Try again what the budget had no room for."""
    settle(pledge.donations.filter(target__gt=F("accrued")))


def settle_order(*, order_id: int) -> None:
    """Bring an order's donations in line with what is left of it."""
    settle(Donation.objects.filter(order_id=order_id))


def settle(donations: Iterable[Donation]) -> None:
    """Post what is missing or too much, after locking the rows. Repeating it posts nothing more."""
    pks = [donation.pk for donation in donations]
    if not pks:
        return
    locked = lock_rows(Donation, pks, "pledge")
    orders = shop().sold_orders(donation.order_id for donation in locked)
    by_pledge: dict[int, list[Donation]] = defaultdict(list)
    for donation in locked:
        order = orders.get(donation.order_id or 0)
        donation.target = donation_target(donation=donation, order=order)
        by_pledge[donation.pledge_id].append(donation)
    for _pk, of_pledge in sorted(by_pledge.items()):
        _accrue(of_pledge[0].pledge, of_pledge)
    Donation.objects.bulk_update(locked, ["target", "accrued", "postings"])


def _donation_of(*, pledge: Pledge, order: SoldOrder, chosen: frozenset[int]) -> Donation:
    counting = [line for line in order.lines if line.product_id in chosen]
    return Donation(
        pledge=pledge,
        order_id=order.order_id,
        order_number=order.number,
        placed_at=order.placed_at,
        currency=pledge.currency,
        lines=[line.line_id for line in counting],
        base=sum((line.net for line in counting), ZERO),
    )


def _accrue(pledge: Pledge, donations: Sequence[Donation]) -> None:
    """Post the changes of one pledge's donations, as far as the budget has room for more."""
    pots = _pots(pledge)
    accounts = ledger.open_accounts(pots)
    payable, donated = (accounts[pot] for pot in pots)
    drafts = []
    for donation in _affordable(pledge, donations):
        change = donation.target - donation.accrued
        donation.postings += 1
        drafts.append(
            ledger.Draft(
                key=f"donation:{donation.pk}:{donation.postings}",
                memo=_memo(donation),
                lines=[ledger.Line(payable, change), ledger.Line(donated, -change)],
                order_number=donation.order_number,
                order_id=donation.order_id,
            )
        )
        donation.accrued = donation.target
    ledger.post_all(drafts)


def _affordable(pledge: Pledge, donations: Sequence[Donation]) -> list[Donation]:
    """Return the donations that change, whose changes the budget has taken: all, or one by one."""
    changing = [row for row in donations if row.target != row.accrued]
    if _take(pledge, sum((row.target - row.accrued for row in changing), ZERO)):
        return changing
    return [row for row in changing if _take(pledge, row.target - row.accrued)]


def _take(pledge: Pledge, amount: Decimal) -> bool:
    try:
        budgets.commit(program_id=pledge.program_id, currency=pledge.currency, amount=amount)
    except Refused:
        return False
    return True


def _pots(pledge: Pledge) -> tuple[ledger.Pot, ledger.Pot]:
    """Return what is owed to the partner in the program, and what the program's donations cost."""
    partner = ledger.partner_holder(partner_id=pledge.partner_id, program_id=pledge.program_id)
    program = ledger.program_holder(pledge.program_id)
    return (
        ledger.Pot(AccountKind.PAYABLE, partner, pledge.currency),
        ledger.Pot(AccountKind.DONATED, program, pledge.currency),
    )


def _memo(donation: Donation) -> str:
    percent = f"{donation.pledge.percent.normalize():f} %"
    currency = donation.pledge.currency
    if donation.postings == 1:
        return f"{percent} of {donation.base:.2f} {currency}, order {donation.order_number}"
    return f"Correction to {donation.target:.2f} {currency} in all, order {donation.order_number}"
