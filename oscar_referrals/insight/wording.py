"""A cost preview in the words of the staff: figures as rows, and how they were found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_referrals.insight.preview import CostPreview, Scenario
from oscar_referrals.money import format_money
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.audience import Audience

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every scenario, in the order of the scenarios."""

    label: str
    cells: tuple[str, ...]
    is_important: bool = False


def scenario_names(preview: CostPreview) -> list[str]:
    """Return the headings above the figures."""
    return [_("%(percent)s %% referred") % {"percent": one.percent} for one in preview.scenarios]


def headline(preview: CostPreview) -> str:
    """Return the answer in one sentence, for the scenario in the middle."""
    middle = preview.scenarios[len(preview.scenarios) // 2]
    if not middle.friends:
        return _("No first order of the past would have counted, so nothing can be foreseen.")
    currency = preview.terms.currency
    each = middle.cost_per_friend or middle.cost
    figures = {
        "percent": middle.percent,
        "cost": format_money(middle.cost, currency),
        "each": format_money(each, currency),
        "friends": _number(middle.friends),
    }
    return (
        _(
            "If %(percent)s %% of first orders come by an invitation: %(friends)s new customers for"
            " %(cost)s, which is %(each)s each."
        )
        % figures
    )


def figure_rows(preview: CostPreview, *, launch: date) -> list[Row]:
    """Return the figures of all scenarios. `launch` is the day on which the program starts."""
    rows = [
        _counts(preview, _("First orders referred"), "referred"),
        _counts(preview, _("Of these, the rules let count"), "friends"),
        _amounts(preview, _("They pay, after the discount"), "sales"),
        _amounts(preview, _("Friends' discounts"), "discounts"),
        _amounts(preview, _("Rewards promised"), "promises"),
        _amounts(preview, _("Rewards after refunds"), "rewards"),
        _amounts(preview, _("Cost in all"), "cost", is_important=True),
        _amounts(preview, _("Cost per new customer"), "cost_per_friend"),
        Row(_("Cost in percent of sales"), _cells(preview, _percent_of_sales)),
    ]
    rows += _margin_rows(preview)
    if preview.budget is not None:
        cells = _cells(preview, lambda one: budget_sentence(preview, one, launch=launch))
        budget = format_money(preview.budget, preview.terms.currency)
        label = _("The budget of %(budget)s runs out") % {"budget": budget}
        rows.append(Row(label, cells, is_important=True))
    return rows


def refusal_rows(preview: CostPreview) -> list[Row]:
    """Return why referred first orders would not have counted, the commonest reason first."""
    largest = preview.scenarios[-1]
    return [
        Row(
            str(Reason(reason).label),
            tuple(_number(scenario.refused[reason]) for scenario in preview.scenarios),
        )
        for reason, _count in largest.refused.most_common()
    ]


def spending_rows(preview: CostPreview) -> list[Row]:
    """Return what is spent by the end of some days, evenly spread: the points of the curves."""
    days = preview.days
    columns = [one.spending.until(days) for one in preview.scenarios]
    return [
        Row(
            formats.date_format(day, "DATE_FORMAT"),
            tuple(format_money(amount, preview.terms.currency) for amount in amounts),
        )
        for day, *amounts in zip(days, *columns, strict=True)
    ]


def budget_sentence(preview: CostPreview, scenario: Scenario, *, launch: date) -> str:
    """Return when the budget runs out if the past repeats itself from `launch` on."""
    day = preview.budget_day(scenario)
    if day is None:
        return _("it lasts")
    days = preview.days_until(day)
    when = formats.date_format(launch + timedelta(days=days), "DATE_FORMAT")
    sentence = ngettext("%(when)s, after %(days)s day", "%(when)s, after %(days)s days", days)
    return sentence % {"when": when, "days": days}


def people_sentences(preview: CostPreview) -> list[str]:
    """Return who could invite, and which orders were looked at."""
    figures = {
        "customers": _number(preview.customers),
        "accounts": _number(preview.with_account),
        "repeat": _number(preview.repeat_buyers),
        "first": _number(preview.first_orders),
        "orders": _number(preview.orders),
    }
    return [
        _("%(customers)s customers have ordered; %(repeat)s of them more than once.") % figures,
        _("%(accounts)s have an account and may invite at once; the others ordered as guests.")
        % figures,
        *(audience_sentences(preview.audience) if preview.audience else []),
        _("%(first)s first orders were replayed, out of %(orders)s orders.") % figures,
    ]


def audience_sentences(audience: Audience) -> list[str]:
    """Return how many customers may be advocates, and which rules that does not count."""
    figures = {
        "eligible": _number(audience.eligible),
        "customers": _number(audience.customers),
    }
    sentences = [_("%(eligible)s of %(customers)s customers may be advocates.") % figures]
    return sentences + [
        _("Not counted, so it may be fewer: %(rule)s.") % {"rule": rule}
        for rule in audience.uncounted
    ]


def method_sentences(preview: CostPreview) -> list[str]:
    """Return how the figures were found, so that anybody can find them again."""
    figures = {"unknown": _number(preview.unknown_orders)}
    figures["cancelled"] = _number(preview.cancelled_orders)
    sentences = [
        _(
            "Each customer's first order is judged by the program's own rules and priced by its own"
            " discount and reward. Nothing is saved."
        ),
        _(
            "Which first orders count as referred is decided by their numbers: an order is taken if"
            " the SHA-256 of its number, its first 8 bytes modulo 10,000, is below 500, 1,000 or"
            " 2,000. So the same orders are taken every time."
        ),
        _(
            "Refunds of the past lower the rewards as the terms say. Rules about what order counts"
            " look at what the customer has kept. Extra rewards, limits per advocate and other"
            " running offers are not replayed, nor are the rules chosen for friends; all orders are"
            " counted as if no budget stopped them."
        ),
        _(
            "The budget takes discount and promise on the day of the order, and gets back what"
            " refunds make undeserved after the return time. Days are days in UTC."
        ),
        _(
            "Cancelled orders (%(cancelled)s) and orders that nobody can be found for (%(unknown)s)"
            " are left out."
        )
        % figures,
    ]
    if preview.scenarios[-1].orders_with_margin:
        sentences.append(
            _(
                "The margin is the net price less discount, what the goods cost the shop and the"
                " reward; returned goods are taken back at what they cost."
            )
        )
    else:
        sentences.append(_("There is no margin, because no cost prices are known for the goods."))
    return sentences


def _margin_rows(preview: CostPreview) -> list[Row]:
    if not preview.scenarios[-1].orders_with_margin:
        return []
    return [
        _counts(preview, _("Orders with known cost prices"), "orders_with_margin"),
        _amounts(preview, _("Their margin without the program"), "margin_without_program"),
        _amounts(preview, _("Their margin with it"), "margin_with_program", is_important=True),
        _amounts(preview, _("Margin per order with it"), "margin_per_order"),
    ]


def _counts(preview: CostPreview, label: str, name: str) -> Row:
    return Row(label, _cells(preview, lambda one: _number(getattr(one, name))))


def _amounts(preview: CostPreview, label: str, name: str, *, is_important: bool = False) -> Row:
    currency = preview.terms.currency

    def cell(scenario: Scenario) -> str:
        amount: Decimal | None = getattr(scenario, name)
        return NOTHING if amount is None else format_money(amount, currency)

    return Row(label, _cells(preview, cell), is_important)


def _cells(preview: CostPreview, cell: Callable[[Scenario], str]) -> tuple[str, ...]:
    return tuple(cell(scenario) for scenario in preview.scenarios)


def _percent_of_sales(scenario: Scenario) -> str:
    percent = scenario.cost_in_percent
    return NOTHING if percent is None else _("%(percent)s %%") % {"percent": percent}


def _number(count: int) -> str:
    return formats.number_format(count, use_l10n=True, force_grouping=True)
