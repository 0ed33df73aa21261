"""What an owner may choose: rules that exist, each once, with the figures they ask for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from oscar_referrals.eligibility.books import CHOOSABLE
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.models import Terms
from oscar_referrals.parameters import read_parameters


def find_problems_of_rules(terms: Terms) -> dict[str, str]:
    """Return what is wrong with the rules that terms ask for: field name to sentences."""
    problems = {
        name: " ".join(_find_problems(book, getattr(terms, name), currency=terms.currency))
        for name, book in CHOOSABLE.items()
    }
    return {name: text for name, text in problems.items() if text}


def find_unknown_rules(terms: Terms) -> list[str]:
    """Return the rules that terms ask for and that cannot be asked, each with its field.

    Nobody registers such a rule, or it asks for other figures than those that were kept.
    """
    return [
        f"{name}: {choice.get('rule')}"
        for name, book in CHOOSABLE.items()
        for choice in getattr(terms, name)
        if not _can_be_asked(book, choice)
    ]


def _can_be_asked(book: RuleBook[Any], choice: Mapping[str, Any]) -> bool:
    rule = book.get(choice.get("rule"))
    if rule is None:
        return False
    kept = set(choice) - {"rule"}
    known = {parameter.name for parameter in rule.parameters}
    required = {parameter.name for parameter in rule.parameters if parameter.is_required}
    return required <= kept <= known


def _find_problems(book: RuleBook[Any], chosen: Any, *, currency: str) -> Iterator[str]:
    if not isinstance(chosen, list):
        yield _("It has to be a list of rules.")
        return
    seen: set[str] = set()
    for choice in chosen:
        name = choice.get("rule") if isinstance(choice, Mapping) else None
        if not isinstance(name, str):
            yield _("Every entry has to name its rule.")
        elif name not in book:
            yield _("There is no rule %(rule)s.") % {"rule": name}
        elif name in seen:
            yield _("The rule %(rule)s is there twice.") % {"rule": name}
        else:
            seen.add(name)
            yield from _find_wrong_figures(book, choice, currency=currency)


def _find_wrong_figures(
    book: RuleBook[Any], choice: Mapping[str, Any], *, currency: str
) -> Iterator[str]:
    written = {name: value for name, value in choice.items() if name != "rule"}
    rule = book[choice["rule"]]
    _values, problems = read_parameters(rule.parameters, written, currency=currency)
    for figure, sentence in problems.items():
        yield f"{rule.name}, {figure}: {sentence}"
