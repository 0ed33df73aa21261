"""Reading a table piece by piece, on every database with the same small memory."""

from collections.abc import Iterator
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet

RowT = TypeVar("RowT", bound=models.Model)

BATCH = 500


def in_batches(rows: "QuerySet[RowT]") -> Iterator[list[RowT]]:
    """Yield all rows by ascending primary key, at most 500 at a time, one query for each."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
