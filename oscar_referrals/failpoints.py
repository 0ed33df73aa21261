"""Places at which a test may kill the process, as a power cut would.

Nothing happens unless an environment variable names one; a system check refuses it in production.
"""

import os
import signal
from collections import Counter

VARIABLE = "OSCAR_REFERRALS_FAIL_POINT"

_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Die here at once if the variable says so: "name", or "name:3" for the third time."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    place, _, turn = wanted.partition(":")
    _reached[name] += 1
    if name == place and _reached[name] == int(turn or 1):
        os.kill(os.getpid(), signal.SIGKILL)
