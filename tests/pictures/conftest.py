"""The scene, set once for each test of this folder."""

import pytest

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.work import run_due
from tests.pictures.scene import Scene, set_scene


@pytest.fixture
def scene(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The example shop after eighteen days."""

    def wait(days: float) -> None:
        monkeypatch.setenv(OFFSET_VARIABLE, str(days))
        run_due()

    return set_scene(wait)
