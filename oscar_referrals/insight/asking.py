"""Asking for the cost preview of a program that the shop has."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from oscar_referrals.clock import page_now
from oscar_referrals.insight.preview import CostPreview, preview_cost
from oscar_referrals.models import Program
from oscar_referrals.ports import shop
from oscar_referrals.selectors.audience import count_audience

_DAYS_IN_A_YEAR = timedelta(days=365)


def preview_program(*, program: Program, since: datetime | None = None) -> CostPreview:
    """Replay the shop's past orders under a program's current terms and what is left of its budget.

    Only first orders placed from `since` on are replayed. Nothing is written. Raises Refused if the
    program has no terms yet.
    """
    terms = program.terms_in_force
    preview = preview_cost(
        terms=terms,
        orders=shop().past_orders(),
        budget=_budget_left(program, terms.currency),
        since=since,
    )
    if terms.advocate_rules:
        preview.audience = count_audience(terms)
    return preview


def months_ago(months: int) -> datetime:
    """Return the moment so many months ago, a month being a twelfth of 365 days."""
    return page_now() - _DAYS_IN_A_YEAR * months / 12


def launch_day(program: Program) -> date:
    """Return the day on which a program starts; today if it may start at once or has started."""
    now = page_now()
    return timezone.localtime(max(program.starts_at or now, now)).date()


def _budget_left(program: Program, currency: str) -> Decimal | None:
    budget = program.budgets.filter(currency=currency).first()
    return None if budget is None or budget.cap is None else budget.cap - budget.used
