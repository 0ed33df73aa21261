"""What the rules said, kept so that it can be explained later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oscar_referrals.reasons import Reason


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's answer.

    `book` and `rule` name the rule, `figures` are what an owner asked of it, as plain data;
    `reason` is what a failure means; `values` are what the rule looked at.
    """

    rule: str
    passed: bool
    reason: Reason
    values: Mapping[str, str]
    book: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """All rules' answers together. Every rule was evaluated, also after the first failure."""

    results: tuple[RuleResult, ...]

    def __add__(self, other: "Decision") -> "Decision":
        """Return the answers of both."""
        return Decision(self.results + other.results)

    @property
    def passed(self) -> bool:
        """Tell whether every rule passed."""
        return all(result.passed for result in self.results)

    @property
    def failures(self) -> list[RuleResult]:
        """Return the answers of the rules that failed."""
        return [result for result in self.results if not result.passed]

    @property
    def reason(self) -> Reason | None:
        """Return why the first failed rule failed, or None if all passed."""
        return next((result.reason for result in self.failures), None)

    def as_details(self) -> dict[str, Any]:
        """Return the answers as plain data, for an event."""
        return {"rules": [_as_details(result) for result in self.results]}


def _as_details(result: RuleResult) -> dict[str, Any]:
    return {
        "book": result.book,
        "rule": result.rule,
        "figures": dict(result.figures),
        "passed": result.passed,
        "reason": str(result.reason),
        "values": dict(result.values),
    }
