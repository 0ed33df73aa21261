"""State moves along the tables, once, with one event, or not at all."""

import pytest

from oscar_referrals.exceptions import ForbiddenMove
from oscar_referrals.lifecycle import MOVES, move
from oscar_referrals.models import (
    Event,
    Program,
    ProgramState,
    Referral,
    ReferralState,
    Reward,
    RewardState,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.signals import state_changed
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "states"),
    [(Program, ProgramState), (Referral, ReferralState), (Reward, RewardState)],
)
def test_every_state_has_its_row_in_the_table(model, states):
    assert set(MOVES[model]) == set(states)


def test_a_move_writes_the_state_and_one_event():
    staff = CustomerFactory()
    program = ProgramFactory(is_live=False)

    assert move(subject=program, to=ProgramState.LIVE, reason=Reason.STAFF_DECISION, actor=staff)

    event = Event.objects.get()
    assert program.state == ProgramState.LIVE
    assert (event.from_state, event.to_state, event.actor, event.actor_name) == (
        "draft",
        "live",
        staff,
        staff.username,
    )


def test_repeating_a_move_changes_nothing():
    program = ProgramFactory()

    assert not move(subject=program, to=ProgramState.LIVE, reason=Reason.STAFF_DECISION)

    assert Event.objects.count() == 1


@pytest.mark.parametrize("start", ReferralState.values)
@pytest.mark.parametrize("to", ReferralState.values)
def test_a_referral_moves_only_along_the_table(start, to):
    referral = place_referred_order(advocate=AdvocateFactory())
    Referral.objects.filter(pk=referral.pk).update(state=start)
    events = Event.objects.count()

    if start == to:
        assert not move(subject=referral, to=to, reason=Reason.STAFF_DECISION)
    elif to in MOVES[Referral][start]:
        assert move(subject=referral, to=to, reason=Reason.STAFF_DECISION)
        assert Event.objects.count() == events + 1
    else:
        with pytest.raises(ForbiddenMove):
            move(subject=referral, to=to, reason=Reason.STAFF_DECISION)
        referral.refresh_from_db()
        assert (referral.state, Event.objects.count()) == (start, events)


def test_a_move_is_announced_after_commit_and_a_failing_listener_stops_nothing(
    django_capture_on_commit_callbacks,
):
    heard = []

    def listen(sender, subject, event, **kwargs):
        heard.append((sender, subject.state, event.reason))
        raise RuntimeError("a listener of the shop's own")

    state_changed.connect(listen)
    try:
        program = ProgramFactory(is_live=False)
        with django_capture_on_commit_callbacks(execute=True):
            move(subject=program, to=ProgramState.LIVE, reason=Reason.STAFF_DECISION)
            assert heard == []
    finally:
        state_changed.disconnect(listen)

    assert heard == [(Program, "live", "staff_decision")]


def test_events_and_terms_cannot_be_changed_or_deleted():
    program = ProgramFactory()
    event = Event.objects.get()

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        program.current_terms.save()
