"""The accelerator: a background task that does due work at once instead of at the next run.

The rows with a due date are the truth; losing this task loses nothing. A task back end that runs
tasks inside the request is not used at all, so that no mail server can hold up a checkout.
"""

import logging

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from oscar_referrals.failpoints import reach

logger = logging.getLogger(__name__)


@task()
def run_due_work() -> int:
    """Do what is due and return how many pieces were done."""
    from oscar_referrals.flows.round import run_round

    return run_round().done


def shorten_the_wait() -> None:
    """Ask the task back end to look for due work now. Never raises."""
    reach("after_commit")
    try:
        if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend):
            run_due_work.enqueue()
    except Exception:
        logger.exception("The task queue did not answer; due work waits for the next run")
