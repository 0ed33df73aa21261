"""What the rules said, kept so that it can be explained later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oscar_referrals.reasons import Reason


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's answer. `reason` is what a failure means; `values` are what it looked at."""

    rule: str
    passed: bool
    reason: Reason
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """All rules' answers together. Every rule was evaluated, also after the first failure."""

    results: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        """Tell whether every rule passed."""
        return all(result.passed for result in self.results)

    @property
    def reason(self) -> Reason | None:
        """Return why the first failed rule failed, or None if all passed."""
        for result in self.results:
            if not result.passed:
                return result.reason
        return None

    def as_details(self) -> dict[str, Any]:
        """Return the answers as plain data, for an event."""
        return {
            "rules": [
                {
                    "rule": result.rule,
                    "passed": result.passed,
                    "reason": str(result.reason),
                    "values": dict(result.values),
                }
                for result in self.results
            ]
        }
