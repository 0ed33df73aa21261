"""Named rules in books. A name registered twice raises, and so does an unknown one.

One definition holds everything there is about a rule: what it tests, what an owner may ask of it,
what its failure means, and what staff, the customer and the published rules say about it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import rules
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise

from oscar_referrals.eligibility.decision import Decision, RuleResult
from oscar_referrals.models import Terms
from oscar_referrals.parameters import Parameter, restore_parameters
from oscar_referrals.reasons import Reason, customer_text
from oscar_referrals.registry import Registry

logger = logging.getLogger(__name__)

FactsT = TypeVar("FactsT")
Text = str | Promise
Chosen = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[FactsT]):
    """A named predicate and all that is said about it.

    The three sentences have named placeholders: the rule's parameters and the figures of
    `sentences.words_of_terms`. `values` returns what explains an answer. `audience` turns the
    figures into a condition on accounts, for counting; None where there is no such condition.
    `is_published` tells under which terms the rule asks for anything at all.
    """

    book: str
    name: str
    predicate: Any
    parameters: tuple[Parameter, ...]
    reason: Reason
    staff: Text
    customer: Text
    published: Text
    values: Callable[[FactsT], Mapping[str, Any]]
    audience: Callable[..., Q] | None
    is_published: Callable[[Terms], bool]

    def ask(self, facts: FactsT, written: Mapping[str, Any] | None = None) -> RuleResult:
        """Evaluate the predicate with written figures; None for a rule that always holds.

        A rule that raises never lets pass: its reason is then RULE_FAILED. Rules that an owner
        chose may ask the database; a query of theirs that fails harms no transaction around it.
        """
        shelter = nullcontext() if written is None else transaction.atomic()
        written = written or {}
        try:
            with shelter:
                figures = restore_parameters(self.parameters, written)
                passed = bool(self.predicate.test(facts, figures))
                values = {name: str(value) for name, value in self.values(facts).items()}
        except Exception:  # noqa: BLE001 - a rule may be a shop's own code
            logger.exception("The rule %s could not be evaluated", self.name)
            return broken_result(book=self.book, rule=self.name, figures=written)
        return RuleResult(self.name, passed, self.reason, values, self.book, written)


def broken_result(*, book: str, rule: str, figures: Mapping[str, Any]) -> RuleResult:
    """Return the answer of a rule that could not be asked: it lets nobody pass."""
    return RuleResult(rule, False, Reason.RULE_FAILED, {}, book, figures)


def _nothing(facts: Any) -> Mapping[str, Any]:
    return {}


def _always(terms: Terms) -> bool:
    return True


class RuleBook(Generic[FactsT]):
    """Rules about one kind of facts, in the order in which their reasons are told."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._rules: Registry[Rule[FactsT]] = Registry()

    def rule(
        self,
        *,
        staff: Text,
        published: Text,
        customer: Text = "",
        parameters: Sequence[Parameter] = (),
        reason: Reason = Reason.NOT_ELIGIBLE,
        values: Callable[[FactsT], Mapping[str, Any]] = _nothing,
        audience: Callable[..., Q] | None = None,
        is_published: Callable[[Terms], bool] = _always,
    ) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
        """Register the decorated function under its own name. Raises DuplicateName.

        The function takes the facts, and each parameter by its name. Without a sentence for the
        customer, he reads the one of the reason.
        """

        def register(function: Callable[..., bool]) -> Callable[..., bool]:
            name = function.__name__

            def test(facts: FactsT, figures: Mapping[str, Any]) -> bool:
                return function(facts, **figures)

            rule = Rule(
                book=self.name,
                name=name,
                predicate=rules.predicate(test, name=name),
                parameters=tuple(parameters),
                reason=reason,
                staff=staff,
                customer=customer or customer_text(reason),
                published=published,
                values=values,
                audience=audience,
                is_published=is_published,
            )
            self._rules.register(name, rule)
            return function

        return register

    def remove(self, name: str) -> None:
        """Forget a rule, for tests of a shop's own rules. Raises UnknownName."""
        del self._rules[self[name].name]

    def __getitem__(self, name: str) -> Rule[FactsT]:
        """Return the rule of that name. Raises UnknownName."""
        return self._rules[name]

    def get(self, name: object) -> Rule[FactsT] | None:
        """Return the rule of that name, None if nobody has registered one."""
        return self._rules.get(str(name))

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def __iter__(self) -> Iterator[Rule[FactsT]]:
        return iter(self._rules.values())

    def judge(self, facts: FactsT) -> Decision:
        """Ask every rule of the book and return all answers."""
        return Decision(tuple(rule.ask(facts) for rule in self))

    def judge_chosen(self, facts: FactsT, *, chosen: Chosen) -> Decision:
        """Ask the rules that an owner has chosen, as terms keep them, and return all answers.

        A rule that nobody registers any more has failed.
        """
        return Decision(tuple(self._ask(facts, choice) for choice in chosen))

    def _ask(self, facts: FactsT, choice: Mapping[str, Any]) -> RuleResult:
        name = str(choice.get("rule"))
        figures = {key: value for key, value in choice.items() if key != "rule"}
        rule = self.get(name)
        if rule is None:
            logger.error("There is no rule %s, which terms ask for", name)
            return broken_result(book=self.name, rule=name, figures=figures)
        return rule.ask(facts, figures)
