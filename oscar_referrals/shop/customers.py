"""What an account has ordered, and which groups it is in; as answers, and as conditions to count.

Each answer and its condition look at the same rows, so that no count disagrees with a decision.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Count, Min, Q, QuerySet, Sum
from oscar.core.loading import get_model

from oscar_referrals.conf import settings
from oscar_referrals.money import ZERO, exact
from oscar_referrals.ports import AccountOrders

Order = get_model("order", "Order")


def account_orders(*, user_id: int | None, currency: str) -> AccountOrders:
    """Return what was ordered with an account and not cancelled. One query; none for a guest."""
    if user_id is None:
        return AccountOrders(count=0, spent=ZERO, first_at=None)
    found = (
        _kept_orders()
        .filter(user=user_id)
        .aggregate(
            count=Count("pk", distinct=True),
            spent=exact(Sum("lines__line_price_incl_tax", filter=Q(currency=currency))),
            first_at=Min("date_placed"),
        )
    )
    return AccountOrders(
        count=found["count"], spent=found["spent"] or ZERO, first_at=found["first_at"]
    )


def groups_of(user_id: int | None) -> frozenset[str]:
    """Return the names of an account's groups. One query; none for a guest."""
    if user_id is None:
        return frozenset()
    return frozenset(Group.objects.filter(user=user_id).values_list("name", flat=True))


def accounts_with_orders(number: int, *, placed_until: datetime | None = None) -> Q:
    """Return the condition under which an account has placed `number` orders by then."""
    orders = _kept_orders()
    if placed_until is not None:
        orders = orders.filter(date_placed__lte=placed_until)
    return _owners(_by_account(orders).annotate(number=Count("pk")).filter(number__gte=number))


def accounts_with_spending(amount: Decimal, *, currency: str) -> Q:
    """Return the condition under which an account has bought goods for `amount`."""
    spent = exact(Sum("lines__line_price_incl_tax"))
    orders = _by_account(_kept_orders().filter(currency=currency))
    return _owners(orders.annotate(spent=spent).filter(spent__gte=amount))


def accounts_with_reviews(score: int) -> Q:
    """Return the condition under which an account has published a review that is so good."""
    reviews = get_model("reviews", "ProductReview")
    good = reviews.objects.filter(status=reviews.APPROVED, score__gte=score, user__isnull=False)
    return Q(pk__in=good.order_by().values("user"))


def accounts_in_groups(names: Sequence[str]) -> Q:
    """Return the condition under which an account is in one of the groups."""
    accounts = get_user_model().objects.filter(groups__name__in=names)
    return Q(pk__in=accounts.values("pk"))


def _kept_orders() -> "QuerySet[Any]":
    return Order.objects.exclude(status__in=settings.CANCELLED_STATUSES).order_by()


def _by_account(orders: "QuerySet[Any]") -> "QuerySet[Any]":
    return orders.filter(user__isnull=False).values("user")


def _owners(accounts: "QuerySet[Any]") -> Q:
    return Q(pk__in=accounts.values("user"))
