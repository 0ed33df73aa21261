"""A milestone is reached while a friend's order is cancelled: the lock on the advocate decides."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from oscar_referrals.flows import extras
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Reward
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import change_status
from tests.rewards.test_extras import THIRD

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

_WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Rival:
    """Whoever does something else between the counting of friends and what follows from it."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=self._run, args=(act,))
        self._is_done = threading.Event()
        self.error: Exception | None = None

    def act(self) -> None:
        """Let the rival act; come back when he is done, or waits for one of our locks."""
        self._thread.start()
        while not self._is_done.wait(0.02) and not self._waits_for_a_lock():
            pass

    def join(self) -> None:
        """Wait until the rival is done."""
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - it is raised again by join
            self.error = error
        finally:
            connection.close()
            self._is_done.set()

    def _waits_for_a_lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            return bool(cursor.fetchone()[0])


@pytest.fixture
def three_friends(bring_friend, monkeypatch):
    """Return three rewarded referrals whose milestone nobody has looked at yet."""
    advocate = AdvocateFactory(program=ProgramFactory(extra_rewards=[THIRD]))
    with monkeypatch.context() as patch:
        patch.setattr(extras, "settle_later", lambda **kwargs: None)
        return [bring_friend(advocate) for _friend in range(3)]


def settle_while_an_order_is_cancelled(referrals, monkeypatch):
    """Count three friends, let a rival cancel one order, and only then give what was counted."""

    def cancel():
        change_status(referrals[0].order, "Cancelled")
        run_due()

    rival = Rival(cancel)
    count = extras.count_friends

    def count_and_wait(**kwargs):
        friends = count(**kwargs)
        monkeypatch.setattr(extras, "count_friends", count)
        rival.act()
        return friends

    monkeypatch.setattr(extras, "count_friends", count_and_wait)
    with transaction.atomic():
        extras.settle(referrals[2].pk)
    rival.join()
    run_due()


def test_a_milestone_that_is_no_longer_earned_is_taken_back(three_friends, monkeypatch):
    settle_while_an_order_is_cancelled(three_friends, monkeypatch)

    assert not Reward.objects.filter(milestone__isnull=False).exists()
    assert list(find_differences()) == []


def test_control_without_the_lock_it_would_stay(three_friends, monkeypatch):
    monkeypatch.setattr(extras, "lock_row", lambda model, pk: model.objects.get(pk=pk))

    settle_while_an_order_is_cancelled(three_friends, monkeypatch)

    assert Reward.objects.filter(milestone__isnull=False).count() == 1
    assert "earned are 0" in " ".join(find_differences())
