"""What a test found: figures to read, and whether they are right."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of one test. `differences` says what is wrong; empty means that all is well."""

    figures: str
    differences: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        """Tell whether everything was as it has to be."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class NotPossible(Exception):
    """The test cannot be run here; `reason` says why."""

    reason: str


def differing(**expectations: tuple[object, object]) -> list[str]:
    """Return what differs, as sentences. Each expectation is what was found and what has to be."""
    return [
        f"{name.replace('_', ' ')}: {found}, expected {expected}"
        for name, (found, expected) in expectations.items()
        if found != expected
    ]
