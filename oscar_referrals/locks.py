"""All row locks of the package, so that they are taken in one order; and what to do if that fails.

Order: Oscar's voucher, order, referral, reward, budget, payout, ledger account. Rows of one kind
are locked by ascending primary key. A lock lasts to the end of the transaction it is taken in.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import OperationalError, connection, models

RowT = TypeVar("RowT", bound=models.Model)
AnswerT = TypeVar("AnswerT")


def locked(rows: "models.QuerySet[RowT]", *, skip_locked: bool = False) -> "models.QuerySet[RowT]":
    """Return rows that are locked when they are read; with `skip_locked` those that are free.

    Their keys stay as they are, and PostgreSQL is told so: then a new row that refers to one of
    them does not wait. Staff who change a program hold no order up.
    """
    features = connection.features
    return rows.select_for_update(
        no_key=features.has_select_for_no_key_update,
        skip_locked=skip_locked and features.has_select_for_update_skip_locked,
    )


def lock_row(model: type[RowT], pk: int) -> RowT:
    """Lock one row and return it as it is now. Raises the model's DoesNotExist."""
    return locked(model._default_manager.all()).get(pk=pk)


def lock_rows(model: type[RowT], pks: Iterable[int], *related: str) -> list[RowT]:
    """Lock rows by ascending primary key and return them in that order.

    The `related` rows are read along with them, one query for each kind, and not locked.
    """
    rows = locked(model._default_manager.filter(pk__in=pks)).order_by("pk")
    return list(rows.prefetch_related(*related))


def lock_values(
    model: type[models.Model], pks: Iterable[int], *fields: str
) -> list[tuple[Any, ...]]:
    """Lock rows by ascending primary key and return only some of their fields, in that order."""
    rows = locked(model._default_manager.filter(pk__in=pks)).order_by("pk")
    return list(rows.values_list(*fields))


# Serialization failure, deadlock and lock timeout, in the words of each database.
_POSTGRESQL = frozenset({"40001", "40P01", "55P03"})
_MARIADB = frozenset({1020, 1205, 1213})
_SQLITE = "database is locked"
_TRIES = 20


def was_overtaken(error: Exception) -> bool:
    """Tell whether the database undid something in favor of somebody faster: it may work now."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _POSTGRESQL or bool(_MARIADB & {*error.args}) or _SQLITE in str(error)


def try_again(transaction: Callable[[], AnswerT]) -> AnswerT:
    """Run a whole transaction; again, a few times, whenever somebody was faster."""
    for _ in range(_TRIES - 1):
        try:
            return transaction()
        except OperationalError as error:
            if not was_overtaken(error):
                raise
    return transaction()
