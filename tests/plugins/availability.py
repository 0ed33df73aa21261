"""What happens to a test whose surroundings are missing."""

import os
from typing import NoReturn

import pytest


def unavailable(*, reason: str) -> NoReturn:
    """Skip the test, or fail it where the environment says that nothing may be missing."""
    if os.environ.get("REFERRALS_NO_SKIP"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
