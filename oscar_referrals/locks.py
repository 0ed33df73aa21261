"""All row locks of the package, so that they are taken in one order; and what to do if that fails.

Order: Oscar's voucher, order, referral, reward, budget, payout, ledger account. Rows of one kind
are locked by ascending primary key. A lock lasts to the end of the transaction it is taken in.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, models

RowT = TypeVar("RowT", bound=models.Model)
AnswerT = TypeVar("AnswerT")


def lock_row(model: type[RowT], pk: int) -> RowT:
    """Lock one row and return it as it is now. Raises the model's DoesNotExist."""
    return model._default_manager.select_for_update().get(pk=pk)


def lock_rows(model: type[RowT], pks: Iterable[int], *related: str) -> list[RowT]:
    """Lock rows by ascending primary key and return them in that order.

    The `related` rows are read along with them, one query for each kind, and not locked.
    """
    rows = model._default_manager.select_for_update().filter(pk__in=pks).order_by("pk")
    return list(rows.prefetch_related(*related))


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
