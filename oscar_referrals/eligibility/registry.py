"""Named rules. A name registered twice raises, and so does an unknown one."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import rules

from oscar_referrals.eligibility.decision import Decision, RuleResult
from oscar_referrals.exceptions import DuplicateName, UnknownName
from oscar_referrals.reasons import Reason

logger = logging.getLogger(__name__)

FactsT = TypeVar("FactsT")


@dataclass(frozen=True, slots=True)
class Rule(Generic[FactsT]):
    """A named predicate, what its failure means, and the values that explain its answer."""

    name: str
    predicate: Any
    reason: Reason
    values: Callable[[FactsT], dict[str, Any]]

    def ask(self, facts: FactsT) -> RuleResult:
        """Evaluate the predicate. One that raises has failed: a broken rule never lets pass."""
        try:
            passed = bool(self.predicate.test(facts))
            values = {name: str(value) for name, value in self.values(facts).items()}
        except Exception:  # noqa: BLE001 - a rule may be a shop's own code
            logger.exception("The rule %s could not be evaluated", self.name)
            return RuleResult(self.name, passed=False, reason=Reason.RULE_FAILED, values={})
        return RuleResult(self.name, passed=passed, reason=self.reason, values=values)


class RuleBook(Generic[FactsT]):
    """Rules about one kind of facts, in the order in which their reasons are told."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule[FactsT]] = {}

    def rule(
        self, *, reason: Reason, values: Callable[[FactsT], dict[str, Any]]
    ) -> Callable[[Callable[[FactsT], bool]], Callable[[FactsT], bool]]:
        """Register the decorated function under its own name. Raises DuplicateName."""

        def register(function: Callable[[FactsT], bool]) -> Callable[[FactsT], bool]:
            name = function.__name__
            if name in self._rules:
                raise DuplicateName(name)
            predicate = rules.predicate(function, name=name)
            self._rules[name] = Rule(name, predicate, reason, values)
            return function

        return register

    def __getitem__(self, name: str) -> Rule[FactsT]:
        """Return the rule of that name. Raises UnknownName."""
        try:
            return self._rules[name]
        except KeyError:
            raise UnknownName(name) from None

    def __iter__(self) -> Iterator[Rule[FactsT]]:
        return iter(self._rules.values())

    def judge(self, facts: FactsT) -> Decision:
        """Ask every rule and return all answers."""
        return Decision(tuple(rule.ask(facts) for rule in self))
