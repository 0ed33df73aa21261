"""When money goes out: one sum per day, however many orders."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from oscar_referrals.money import ZERO


class Spending:
    """What is spent on which day, in one currency. Money that comes back is negative."""

    def __init__(self) -> None:
        self._days: dict[date, Decimal] = {}

    def add(self, *, day: date, amount: Decimal) -> None:
        """Add to a day."""
        self._days[day] = self._days.get(day, ZERO) + amount

    def first_day_above(self, limit: Decimal) -> date | None:
        """Return the first day at whose end more than `limit` is spent, None if there is none."""
        return next((day for day, spent in self._sums() if spent > limit), None)

    def until(self, days: Iterable[date]) -> list[Decimal]:
        """Return what is spent at the end of each of these days, which must be in order."""
        sums = list(self._sums())
        spent, position, answers = ZERO, 0, []
        for day in days:
            while position < len(sums) and sums[position][0] <= day:
                spent = sums[position][1]
                position += 1
            answers.append(spent)
        return answers

    def _sums(self) -> Iterable[tuple[date, Decimal]]:
        days = sorted(self._days)
        return zip(days, accumulate(self._days[day] for day in days), strict=True)
