"""Referrals whose hold has ended, written straight into the tables: as if flows had made them."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import count, islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F, Model
from oscar.core.loading import get_model

from oscar_referrals.clock import database_now
from oscar_referrals.identity import identify_email
from oscar_referrals.models import (
    Advocate,
    Budget,
    Claim,
    ClaimSource,
    Code,
    Event,
    Program,
    Referral,
    ReferralState,
    Reward,
    Side,
    Work,
)
from oscar_referrals.reasons import Reason

PROMISE = Decimal("10.00")
BASE = Decimal("40.00")
#: So many friends has each advocate brought.
FRIENDS = 4
BATCH = 2_000

_numbers = count(1)


def create_held_referrals(*, program: Program, number: int) -> None:
    """Make referrals of delivered orders, each with its promise, its history and its due work."""
    numbers = list(islice(_numbers, number))
    advocates = _create_advocates(program, numbers[::FRIENDS])
    orders = _create_orders(numbers)
    claims = _create_claims(program, advocates, numbers)
    _create_referrals(program, list(zip(numbers, claims, orders, strict=True)))
    Budget.objects.filter(program=program).update(reserved=F("reserved") + PROMISE * number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _create_advocates(program: Program, numbers: list[int]) -> list[Advocate]:
    users = _insert(
        get_user_model()(username=f"advocate{number}", email=f"advocate{number}@example.com")
        for number in numbers
    )
    return _insert(
        Advocate(
            program=program,
            user=user,
            identity=identify_email(user.email),
            shown_name="Anna",
            joined_at=database_now(),
        )
        for user in users
    )


def _create_orders(numbers: list[int]) -> list[Any]:
    """Make orders of one line, delivered so long ago that nothing has to wait."""
    delivered_at = database_now() - timedelta(days=20)
    orders = _insert(
        get_model("order", "Order")(
            number=f"B{number}",
            guest_email=f"friend{number}@example.com",
            currency="EUR",
            total_incl_tax=BASE,
            total_excl_tax=BASE,
            status="Delivered",
            date_placed=delivered_at,
        )
        for number in numbers
    )
    _insert(
        get_model("order", "Line")(
            order=order,
            partner_sku="beans",
            title="Beans",
            quantity=2,
            num_allocated=0,
            line_price_incl_tax=BASE,
            line_price_excl_tax=BASE,
            line_price_before_discounts_incl_tax=BASE + PROMISE,
            line_price_before_discounts_excl_tax=BASE + PROMISE,
        )
        for order in orders
    )
    changes = _insert(
        get_model("order", "OrderStatusChange")(
            order=order, old_status="Shipped", new_status="Delivered"
        )
        for order in orders
    )
    first, last = changes[0].pk, changes[-1].pk
    changed = get_model("order", "OrderStatusChange").objects.filter(pk__range=(first, last))
    changed.update(date_created=delivered_at)
    return orders


def _create_claims(program: Program, advocates: list[Advocate], numbers: list[int]) -> list[Claim]:
    codes = _insert(Code(advocate=advocate, text=f"BENCH{advocate.pk}") for advocate in advocates)
    moment = database_now()
    return _insert(
        Claim(
            code=codes[position // FRIENDS],
            terms=program.current_terms,
            source=ClaimSource.LINK,
            claimed_at=moment,
            expires_at=moment,
        )
        for position in range(len(numbers))
    )


def _create_referrals(program: Program, made: list[tuple[int, Claim, Any]]) -> None:
    moment = database_now()
    referrals = _insert(
        Referral(
            advocate=claim.code.advocate,
            program=program,
            terms=claim.terms,
            claim=claim,
            order=order,
            order_number=order.number,
            friend_identity=identify_email(order.guest_email),
            claimed_identity=identify_email(order.guest_email),
            state=ReferralState.HELD,
            reason=Reason.ORDER_ACCEPTED,
            placed_at=order.date_placed,
            moved_at=order.date_placed,
            due_at=order.date_placed + claim.terms.hold,
            currency="EUR",
            base=BASE,
            discount=PROMISE,
            promise=PROMISE,
        )
        for _number, claim, order in made
    )
    _insert(
        Reward(
            referral=referral,
            advocate=referral.advocate,
            side=Side.ADVOCATE,
            kind=referral.terms.reward_kind,
            currency="EUR",
            promise=PROMISE,
        )
        for referral in referrals
    )
    _insert(
        Event(
            program=program,
            terms=referral.terms,
            referral=referral,
            happened_at=moment,
            from_state=ReferralState.PENDING,
            to_state=ReferralState.HELD,
            reason=Reason.ORDER_ACCEPTED,
        )
        for referral in referrals
    )
    _insert(
        Work(
            kind="release",
            subject=referral.pk,
            key=f"release:{referral.pk}:bench",
            due_at=referral.due_at,
        )
        for referral in referrals
    )


def _insert(rows: Iterable[Model]) -> list[Any]:
    """Write rows of one kind and return them with their primary keys."""
    made = list(rows)
    return list(type(made[0])._default_manager.bulk_create(made, batch_size=BATCH))
