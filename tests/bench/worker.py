"""One worker in a process of its own: does due work, and says how long and how much memory.

Run as `python -m tests.bench.worker <database> <pieces>`; prints one line of JSON.
"""

import json
import os
import resource
import sys
import time

import django


def main(database: str, pieces: int) -> None:
    """Do at most `pieces` pieces of due work in that database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from oscar_referrals.flows.work import run_due
    from tests.snapshots import connect_to

    connect_to(name=database)
    # Whatever is loaded at the first use is loaded now.
    run_due(limit=0)
    started = time.perf_counter()
    result = run_due(limit=pieces)
    seconds = time.perf_counter() - started
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = {"done": result.done, "seconds": seconds, "peak": kilobytes / 1024}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
