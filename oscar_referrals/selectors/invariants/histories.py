"""States against the events that led to them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from oscar_referrals.lifecycle import MOVES
from oscar_referrals.models import Event, PayoutBatch, Program, Referral, Reward
from oscar_referrals.selectors.invariants.batches import in_batches


def programs_follow_their_events() -> Iterator[str]:
    """Every state of a program has its event."""
    events = Event.objects.filter(referral=None, reward=None, payout=None, advocate=None)
    yield from _broken_histories(Program, events, link="program_id")


def referrals_follow_their_events() -> Iterator[str]:
    """Every state of a referral has its event."""
    events = Event.objects.filter(reward=None, referral__isnull=False)
    yield from _broken_histories(Referral, events, link="referral_id")


def rewards_follow_their_events() -> Iterator[str]:
    """Every state of a reward has its event."""
    events = Event.objects.filter(reward__isnull=False)
    yield from _broken_histories(Reward, events, link="reward_id")


def payouts_follow_their_events() -> Iterator[str]:
    """Every state of a payout has its event."""
    events = Event.objects.filter(payout__isnull=False)
    yield from _broken_histories(PayoutBatch, events, link="payout_id")


def _broken_histories(
    model: type[Program] | type[Referral] | type[Reward] | type[PayoutBatch],
    events: "QuerySet[Event]",
    *,
    link: str,
) -> Iterator[str]:
    """Follow each row's events from the first state; they are allowed moves and end where it is."""
    first_state: str = model._meta.get_field("state").default
    for batch in in_batches(model._default_manager.only("pk", "state")):
        moves: dict[int, list[Event]] = defaultdict(list)
        for event in events.filter(**{f"{link}__in": [row.pk for row in batch]}).order_by("pk"):
            moves[getattr(event, link)].append(event)
        for row in batch:
            problem = _find_break(row, first_state, moves[row.pk])
            if problem:
                yield f"{model._meta.object_name} {row.pk}: {problem}."


def _find_break(row: Any, state: str, events: list[Event]) -> str:
    for event in events:
        if event.from_state != state:
            return f"event {event.pk} leaves {event.from_state}, but the state was {state}"
        if event.to_state not in MOVES[type(row)][state]:
            return f"event {event.pk} goes from {state} to {event.to_state}, which is no move"
        state = event.to_state
    return "" if row.state == state else f"the state is {row.state}, the events end in {state}"


CHECKS = (
    programs_follow_their_events,
    referrals_follow_their_events,
    rewards_follow_their_events,
    payouts_follow_their_events,
)
