"""Due work: writing it down, and doing what is due.

A handler does its work inside the transaction that marks the row as done, so both happen or
neither. Work of one kind is done in batches.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from oscar_referrals.clock import database_now
from oscar_referrals.conf import settings
from oscar_referrals.failpoints import reach
from oscar_referrals.locks import locked, try_again, was_overtaken
from oscar_referrals.models import Work, WorkStatus
from oscar_referrals.models.work import HAS_FAILED
from oscar_referrals.registry import Registry
from oscar_referrals.tasks import shorten_the_wait

logger = logging.getLogger(__name__)

Handler = Callable[[list[int]], Mapping[int, datetime]]
SingleHandler = Callable[[int], datetime | None]
BATCH = 500

_handlers: Registry[Handler] = Registry()
_batch_sizes: dict[str, int] = {}


@dataclass(slots=True)
class RunResult:
    """How many pieces of work one run did, put off after a failure, and gave up."""

    done: int = 0
    failed: int = 0
    dead: int = 0

    def add(self, other: "RunResult") -> None:
        """Count what another run did as well."""
        self.done += other.done
        self.failed += other.failed
        self.dead += other.dead


def handles(kind: str) -> Callable[[SingleHandler], SingleHandler]:
    """Register the decorated function for a kind of work. Raises DuplicateName.

    It takes the row the work is about, and may return the time at which to ask again.
    """

    def register(handler: SingleHandler) -> SingleHandler:
        def handle_each(subjects: list[int]) -> Mapping[int, datetime]:
            answers = ((subject, handler(subject)) for subject in subjects)
            return {subject: again_at for subject, again_at in answers if again_at is not None}

        _register(kind, handle_each, batch_size=1)
        return handler

    return register


def handles_all(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for work that is done in batches. Raises DuplicateName.

    It takes the rows the work is about and returns those that have to wait longer, with the time at
    which to ask again. All its effects must be in the database: a batch that fails is undone and
    done one by one.
    """

    def register(handler: Handler) -> Handler:
        _register(kind, handler, batch_size=BATCH)
        return handler

    return register


def _register(kind: str, handler: Handler, *, batch_size: int) -> None:
    _handlers.register(kind, handler)
    _batch_sizes[kind] = batch_size


def enqueue(*, kind: str, subject: int, due_at: datetime, occasion: str = "") -> None:
    """Write down that `kind` is due for the row `subject`, once per occasion. One query."""
    work = Work(kind=kind, subject=subject, key=_key(kind, subject, occasion), due_at=due_at)
    Work.objects.bulk_create([work], ignore_conflicts=True)
    transaction.on_commit(shorten_the_wait, robust=True)


def enqueue_all(
    *, kind: str, subjects: Iterable[int], due_at: datetime, occasion: str = ""
) -> None:
    """Write down that `kind` is due for many rows, once for each and per occasion. One query."""
    Work.objects.bulk_create(
        (
            Work(kind=kind, subject=pk, key=_key(kind, pk, occasion), due_at=due_at)
            for pk in subjects
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(shorten_the_wait, robust=True)


def do_after_commit(*, kind: str, subjects: Iterable[int]) -> None:
    """Write down that `kind` is due now for rows, and do it as soon as this is committed.

    Every call is an occasion of its own. If the shop stops in between, or if a piece fails, the
    next run of due work does it.
    """
    occasion = str(uuid4())
    wanted = list(subjects)
    enqueue_all(kind=kind, subjects=wanted, due_at=database_now(), occasion=occasion)
    keys = [_key(kind, subject, occasion) for subject in wanted]
    transaction.on_commit(partial(_do_at_once, keys), robust=True)


def _do_at_once(keys: list[str]) -> None:
    for key in keys:
        try_again(partial(_do_if_waiting, key))


@transaction.atomic
def _do_if_waiting(key: str) -> None:
    """Do one piece, unless another worker has it."""
    waiting = Work.objects.filter(key=key, status=WorkStatus.WAITING)
    work = locked(waiting, skip_locked=True).first()
    if work is not None:
        _do_alone(work, RunResult())


def _key(kind: str, subject: int, occasion: str) -> str:
    return f"{kind}:{subject}:{occasion}" if occasion else f"{kind}:{subject}"


def run_due(*, limit: int = 100_000) -> RunResult:
    """Do what is due by database time, oldest first, at most `limit` pieces.

    Any number of workers may run at once: each piece is locked by the one that does it. A piece
    that fails is tried again later, a few times; then it waits for a person. Never raises for it.
    What the database undoes because another worker was faster is no failure: it is done again.
    """
    result = RunResult()
    looked_at = 0
    while looked_at < limit:
        number, outcome = try_again(partial(_do_next, limit - looked_at))
        if not number:
            break
        reach("between_batches")
        looked_at += number
        result.add(outcome)
    return result


@transaction.atomic
def _do_next(most: int) -> tuple[int, RunResult]:
    """Do the next batch; return how many pieces it had and what became of them."""
    batch = _next_batch(most)
    outcome = RunResult()
    if batch:
        _do_together(batch, outcome)
    return len(batch), outcome


def _next_batch(most: int) -> list[Work]:
    """Lock the oldest due work and more of the same kind, as far as that is done in batches."""
    due = Work.objects.filter(status=WorkStatus.WAITING, due_at__lte=database_now())
    due = locked(due, skip_locked=True).order_by("due_at", "pk")
    first = due.first()
    if first is None:
        return []
    size = min(most, _batch_sizes.get(first.kind, 1))
    return [first] if size == 1 else list(due.filter(kind=first.kind)[:size])


def _do_together(batch: list[Work], result: RunResult) -> None:
    """Do a batch at once; if that fails, one by one, so that one row cannot stop the others."""
    if len(batch) == 1:
        _do_alone(batch[0], result)
        return
    try:
        with transaction.atomic():
            _do(batch)
    except Exception as error:
        if was_overtaken(error):
            raise
        logger.exception("A batch of %s failed; doing it one by one", batch[0].kind)
        for work in batch:
            _do_alone(work, result)
    else:
        result.done += len(batch)


def _do_alone(work: Work, result: RunResult) -> None:
    try:
        with transaction.atomic():
            _do([work])
    except Exception as error:
        if was_overtaken(error):
            raise
        logger.exception("Due work %s failed", work.key)
        _note_failure(work, error, result)
    else:
        result.done += 1


def _do(batch: list[Work]) -> None:
    reach("before_work")
    again = _handlers[batch[0].kind]([work.subject for work in batch])
    reach("after_work")
    done = [work.pk for work in batch if work.subject not in again]
    Work.objects.filter(pk__in=done).update(status=WorkStatus.DONE, done_at=database_now())
    for work in batch:
        if work.subject in again:
            Work.objects.filter(pk=work.pk).update(due_at=again[work.subject])


def _note_failure(work: Work, error: Exception, result: RunResult) -> None:
    work.attempts += 1
    work.error = f"{type(error).__name__}: {error}"[:2000]
    if work.attempts >= settings.WORK_ATTEMPTS:
        work.status = WorkStatus.DEAD
        result.dead += 1
    else:
        work.due_at = database_now() + timedelta(minutes=2**work.attempts)
        result.failed += 1
    work.save(update_fields=["attempts", "error", "status", "due_at"])


def retry(work: Work) -> None:
    """Let failed work be tried again at once, because a person has looked at it."""
    _retry(Work.objects.filter(pk=work.pk))


def retry_all() -> int:
    """Let all failed work be tried again at once; return how many pieces."""
    return _retry(Work.objects.all())


def _retry(works: "QuerySet[Work]") -> int:
    failed = works.filter(HAS_FAILED)
    number = failed.update(status=WorkStatus.WAITING, attempts=0, due_at=database_now())
    transaction.on_commit(shorten_the_wait, robust=True)
    return number
