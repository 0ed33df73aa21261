"""The stories are worth something: each wrong line of the money core spoils the one that names it.

With REFERRALS_MACHINE_EXAMPLES every mutant is tried, and printed with the story that killed it.
"""

import logging
import os
from collections.abc import Iterable, Iterator

import pytest

from tests.machine.machine import ReferralMachine
from tests.machine.mutants import FIRST, MUTANTS
from tests.machine.mutating import Mutant
from tests.machine.stories import STORIES, tell
from tests.machine.world import make_world

pytestmark = pytest.mark.django_db
IS_LONG_RUN = "REFERRALS_MACHINE_EXAMPLES" in os.environ


@pytest.fixture(autouse=True)
def _quiet_world(db: None) -> Iterator[None]:
    """Give the stories their world, and keep the errors that mutants cause out of the log."""
    ReferralMachine.world = make_world()
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def survivors(mutants: Iterable[Mutant]) -> list[str]:
    """Return the mutants that their story does not notice."""
    return [mutant.name for mutant in mutants if not is_killed(mutant)]


def is_killed(mutant: Mutant) -> bool:
    """Tell whether a mutant spoils its story. Any error will do: it is noticed."""
    story = next(story for story in STORIES if story.__name__ == mutant.killer)
    with mutant.applied():
        try:
            tell(story)
        except Exception:  # noqa: BLE001
            return True
    return False


def test_a_mutant_of_each_kind_is_killed():
    assert survivors(FIRST) == []


@pytest.mark.slow
@pytest.mark.skipif(not IS_LONG_RUN, reason="belongs to `make reliability`")
def test_every_mutant_is_killed(capsys):
    survived = survivors(MUTANTS)

    with capsys.disabled():
        print("\nmutant | killed by")  # noqa: T201
        for mutant in MUTANTS:
            killer = "SURVIVED" if mutant.name in survived else mutant.killer
            print(f"{mutant.name} | {killer}")  # noqa: T201
    assert survived == []
