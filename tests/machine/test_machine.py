"""Whatever happens, in any order: the tables agree with the model, and every invariant holds.

REFERRALS_MACHINE_EXAMPLES makes the run as long as you like; `make reliability` does.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import ReferralMachine
from tests.machine.stories import STORIES, tell
from tests.machine.world import make_world

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("REFERRALS_MACHINE_EXAMPLES", "10"))


@pytest.fixture(autouse=True)
def _world(db):
    """Let the machine start where two programs, some people and goods are there."""
    ReferralMachine.world = make_world()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_story_agrees_with_the_model(story):
    tell(story)


def test_any_life_of_referrals_ends_in_the_right_amounts():
    run_state_machine_as_test(
        ReferralMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            # The short run tries the same lives each time; the long one goes looking.
            derandomize="REFERRALS_MACHINE_EXAMPLES" not in os.environ,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
