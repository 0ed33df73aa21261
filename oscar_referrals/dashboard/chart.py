"""Curves of money over time, as points for an SVG that stretches to the width of its page."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils import formats

from oscar_referrals.insight.preview import CostPreview

#: The drawing's own units; the page stretches them.
WIDTH = 1000
HEIGHT = 400

#: Colors and dashes of the curves, so that nobody has to tell them apart by color alone.
_STYLES = (("#0b5cad", "2 5"), ("#1e7e34", "10 5"), ("#b02a37", "none"))
_NICE = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of the chart: `points` as an SVG polyline wants them."""

    percent: int
    points: str
    color: str
    dashes: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves below one another's scale. `budget_height` is None where the budget is far above."""

    curves: list[Curve]
    first_day: date
    last_day: date
    top: str
    middle: str
    budget_height: str | None


def draw_spending(preview: CostPreview) -> Chart | None:
    """Return the chart of what is spent by when; None if nothing is."""
    days = preview.days
    columns = [scenario.spending.until(days) for scenario in preview.scenarios]
    highest = max((amount for column in columns for amount in column), default=Decimal(0))
    if highest <= 0:
        return None
    budget = preview.budget
    shows_budget = budget is not None and budget <= 2 * highest
    top = _nice_above(max(highest, budget) if shows_budget and budget else highest)
    curves = [
        Curve(scenario.percent, _points(days, column, top), *style)
        for scenario, column, style in zip(preview.scenarios, columns, _STYLES, strict=True)
    ]
    return Chart(
        curves=curves,
        first_day=days[0],
        last_day=days[-1],
        top=_short(top),
        middle=_short(top / 2),
        budget_height=_height(budget, top) if shows_budget and budget is not None else None,
    )


def _nice_above(amount: Decimal) -> Decimal:
    """Return the next round amount: 1, 2, 2.5 or 5, and zeros."""
    power = Decimal(10) ** amount.adjusted()
    return next(step * power for step in _NICE if step * power >= amount)


def _points(days: list[date], amounts: list[Decimal], top: Decimal) -> str:
    length = max((days[-1] - days[0]).days, 1)
    return " ".join(
        f"{WIDTH * (day - days[0]).days / length:.1f},{_height(amount, top)}"
        for day, amount in zip(days, amounts, strict=True)
    )


def _height(amount: Decimal, top: Decimal) -> str:
    return f"{HEIGHT - HEIGHT * amount / top:.1f}"


def _short(amount: Decimal) -> Any:
    whole = amount.quantize(Decimal(1), rounding=ROUND_CEILING)
    return formats.number_format(whole, use_l10n=True, force_grouping=True)
