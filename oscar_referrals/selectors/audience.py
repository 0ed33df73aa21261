"""Who may be an advocate: one customer, and how many of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from oscar_referrals.eligibility import ADVOCATE_RULES, CustomerFacts, Rule
from oscar_referrals.eligibility.sentences import staff_sentence
from oscar_referrals.models import Program, Terms
from oscar_referrals.parameters import restore_parameters
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.segments import customers


@dataclass(frozen=True, slots=True)
class Audience:
    """How many of the shop's customers may be advocates.

    Customers are active accounts with an e-mail address. `uncounted` are the sentences of chosen
    rules that cannot be counted, so that fewer may be eligible than said.
    """

    eligible: int
    customers: int
    uncounted: tuple[str, ...]


def customer_facts(*, program: Program, person: Person, moment: datetime) -> CustomerFacts:
    """Return a customer, or a guest, for the rules about advocates. No query."""
    return CustomerFacts(
        program=program,
        user_id=person.user_id,
        email=person.email,
        identities=person.identities,
        currency=program.terms_in_force.currency,
        moment=moment,
    )


def eligible_customers(terms: Terms) -> tuple["QuerySet[Any]", tuple[str, ...]]:
    """Return who may be an advocate under terms, which may not be saved yet. No query.

    The rules are asked as conditions of one query, not customer by customer. With it come the
    sentences of chosen rules that cannot be asked so.
    """
    eligible, uncounted = customers(), []
    for rule, written in _chosen(terms):
        if rule.audience is None:
            uncounted.append(staff_sentence(rule=rule, written=written, terms=terms))
            continue
        condition: Q = rule.audience(terms, **restore_parameters(rule.parameters, written))
        eligible = eligible.filter(condition)
    return eligible, tuple(uncounted)


def count_audience(terms: Terms) -> Audience:
    """Count who may be an advocate under terms, which may not be saved yet. Two queries."""
    eligible, uncounted = eligible_customers(terms)
    number = customers().count()
    return Audience(
        eligible=eligible.count() if terms.advocate_rules else number,
        customers=number,
        uncounted=uncounted,
    )


def _chosen(terms: Terms) -> Iterator[tuple[Rule[CustomerFacts], dict[str, Any]]]:
    """Yield the chosen rules that exist, with their written figures."""
    for choice in terms.advocate_rules:
        if choice["rule"] in ADVOCATE_RULES:
            written = {name: value for name, value in choice.items() if name != "rule"}
            yield ADVOCATE_RULES[choice["rule"]], written
