"""All row locks of the package, so that they are taken in one order.

Order: Oscar's voucher, order, referral, reward, budget, ledger account. Rows of one kind are
locked by ascending primary key. A lock lasts to the end of the transaction it is taken in.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model)


def lock_row(model: type[RowT], pk: int) -> RowT:
    """Lock one row and return it as it is now. Raises the model's DoesNotExist."""
    return model._default_manager.select_for_update().get(pk=pk)


def lock_rows(model: type[RowT], pks: Iterable[int]) -> list[RowT]:
    """Lock rows by ascending primary key and return them in that order."""
    return list(model._default_manager.select_for_update().filter(pk__in=pks).order_by("pk"))
