"""A fail-point kills the process it is named in, at the named turn, and no shop runs with one."""

import os
import signal

from django.core.checks import run_checks

from oscar_referrals import failpoints
from tests.reliability.live import in_another_process


def test_nothing_happens_without_the_variable():
    failpoints.reach("after_work")


def test_the_process_dies_at_the_named_turn():
    def reach_twice():
        failpoints.reach("elsewhere")
        failpoints.reach("after_work")
        failpoints.reach("after_work")

    third = {failpoints.VARIABLE: "after_work:3"}
    second = {failpoints.VARIABLE: "after_work:2"}

    assert in_another_process(reach_twice, **third) == 0
    assert in_another_process(reach_twice, **second) == -signal.SIGKILL
    assert failpoints.VARIABLE not in os.environ


def test_a_shop_that_is_not_in_debug_mode_refuses_the_variable(monkeypatch, settings):
    monkeypatch.setenv(failpoints.VARIABLE, "after_work")

    assert "oscar_referrals.E007" in [message.id for message in run_checks(tags=["security"])]

    settings.DEBUG = True
    assert "oscar_referrals.E007" not in [message.id for message in run_checks(tags=["security"])]
