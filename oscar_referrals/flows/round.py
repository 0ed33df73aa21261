"""One round of everything that is done in the background."""

from functools import partial

from oscar_referrals.clock import database_now
from oscar_referrals.flows.code_lists import give_codes
from oscar_referrals.flows.index import index_orders
from oscar_referrals.flows.work import RunResult, run_due
from oscar_referrals.ledger import seal_entries
from oscar_referrals.locks import try_again
from oscar_referrals.models import WorkRun


def run_round(*, limit: int = 100_000) -> RunResult:
    """Index new orders, do due work, give codes, seal the ledger, note that somebody looked."""
    index_orders()
    result = run_due(limit=limit)
    give_codes()
    seal_entries()
    try_again(partial(_note_run, result))
    return result


def _note_run(result: RunResult) -> None:
    WorkRun.objects.update_or_create(
        pk=1, defaults={"finished_at": database_now(), "done": result.done}
    )
