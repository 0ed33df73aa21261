"""Chance that is the same in every run."""

from random import Random

SEED = 20250322


def dice(*, salt: int = 0) -> Random:
    """Return a source of chance; another salt gives other numbers."""
    return Random(SEED + salt)  # noqa: S311 - no secret
