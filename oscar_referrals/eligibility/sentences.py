"""Rules in words: for staff, for the customer concerned, and as the published rules of a program.

All of it comes from the definitions that judge, so it cannot disagree with them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from oscar_referrals.eligibility.benefit import goods_text, published_benefit
from oscar_referrals.eligibility.books import BOOKS, CHOOSABLE
from oscar_referrals.eligibility.decision import Decision
from oscar_referrals.eligibility.gaps import FIGURES_OF_TERMS, WORDS_OF_TERMS
from oscar_referrals.eligibility.house_rules import HOUSE_RULES
from oscar_referrals.eligibility.registry import Rule
from oscar_referrals.models import Terms
from oscar_referrals.money import format_money, name_currency
from oscar_referrals.parameters import show_parameters
from oscar_referrals.reasons import PERSONAL_REASONS, stranger_sentence

Words = dict[str, Any]


def words_of_terms(terms: Terms) -> Words:
    """Return the figures of terms that any rule's sentences may name."""
    figures = {name: getattr(terms, name) for name in FIGURES_OF_TERMS}
    goods = goods_text(terms) if terms.friend_pieces else ""
    words = {"currency": name_currency(terms.currency), "goods": goods}
    return figures | words | {"minimum": format_money(terms.minimum, terms.currency)}


def staff_label(rule: Rule[Any]) -> str:
    """Return what a rule asks for, with … where its figures stand."""
    blanks = {name: _Blank(2) for name in (*FIGURES_OF_TERMS, *WORDS_OF_TERMS)}
    return str(rule.staff % (blanks | {one.name: _Blank(2) for one in rule.parameters}))


class _Blank(int):
    """A figure that nobody has chosen yet: a number to count with, which is not shown."""

    def __str__(self) -> str:
        return "…"


def staff_sentence(*, rule: Rule[Any], written: Mapping[str, Any], terms: Terms) -> str:
    """Return what a rule asks for, as staff read it."""
    return str(rule.staff % _words(rule, written, terms))


def staff_sentences(*, terms: Terms, book: str) -> list[str]:
    """Return what the chosen rules of one book ask for; a rule that is gone is named."""
    return [
        staff_sentence(rule=rule, written=written, terms=terms)
        if rule is not None
        else _("%(rule)s (there is no such rule any more)") % {"rule": name}
        for name, rule, written in _chosen(terms, book)
    ]


def published_rules(terms: Terms) -> list[str]:
    """Return the rules of a program as anybody may read them, one sentence each.

    What the owner has chosen comes first, then what always holds.
    """
    chosen = [sentence for book in CHOOSABLE for sentence in published_rules_of(terms, book=book)]
    words = words_of_terms(terms)
    always = [str(rule.published % words) for rule in HOUSE_RULES if rule.is_published(terms)]
    return chosen + published_benefit(terms) + always


def published_rules_of(terms: Terms, *, book: str) -> list[str]:
    """Return the published sentences of the rules chosen from one book."""
    return [
        str(rule.published % _words(rule, written, terms))
        for _name, rule, written in _chosen(terms, book)
        if rule is not None
    ]


def refusal_sentences(decision: Decision, *, terms: Terms) -> list[str]:
    """Return why a decision is no, as the person concerned may read it, one sentence per rule."""
    sentences = []
    for result in decision.failures:
        book = BOOKS.get(result.book)
        if book is None or result.rule not in book or result.reason not in PERSONAL_REASONS:
            sentences.append(stranger_sentence(result.reason))
            continue
        rule = book[result.rule]
        sentences.append(str(rule.customer % _words(rule, result.figures, terms)))
    return sentences


def refusal_sentence(decision: Decision, *, terms: Terms) -> str:
    """Return the sentence of the first rule that failed, "" if all passed."""
    return next(iter(refusal_sentences(decision, terms=terms)), "")


def _chosen(terms: Terms, book: str) -> Iterator[tuple[str, Rule[Any] | None, Mapping[str, Any]]]:
    """Yield the name, the rule (None if it is gone) and the written figures of every choice."""
    for choice in getattr(terms, book):
        name = choice["rule"]
        written = {key: value for key, value in choice.items() if key != "rule"}
        yield name, BOOKS[book].get(name), written


def _words(rule: Rule[Any], written: Mapping[str, Any], terms: Terms) -> Words:
    shown = show_parameters(rule.parameters, written, currency=terms.currency)
    return words_of_terms(terms) | shown
