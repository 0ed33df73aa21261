"""`manage.py demo` plays the story once, and the shop that it then serves looks right."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from example_shop.story.process import free_port
from tests.stories.conftest import MANAGE

ROME = ZoneInfo("Europe/Rome")


def test_a_port_that_is_taken_is_named_in_a_clear_sentence(manage):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        told = manage("demo", "--port", port)

    assert told.returncode == 1
    assert told.stderr.startswith(f"CommandError: Port {port} is taken. Stop the program")


@pytest.mark.slow
def test_the_story_is_played_once_and_ends_on_the_day_on_which_the_shop_is_served(
    environment, migrated, tmp_path
):
    if migrated:
        shutil.copy(migrated, tmp_path / "shop.sqlite3")

    with demo(environment) as (address, first_text):
        page = anna_at(address).browser.open("/account/invite/")
    with demo(environment) as (address, second_text):
        assert anna_at(address).look_at_credit() == 0

    assert "Every figure was right." in first_text
    assert "the story is not played again" in second_text
    assert page.text.count(f"credit on {day_of(days_ago=0)}.") == 2
    assert page.text.count(f"a friend, {day_of(days_ago=15)}") == 3


@contextmanager
def demo(environment) -> Iterator[tuple[str, str]]:
    """Start the demo, give its address and what it printed, and press Ctrl-C in the end."""
    port = free_port()
    command = [sys.executable, "-u", MANAGE, "demo", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        yield f"http://127.0.0.1:{port}", "".join(lines)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def anna_at(address):
    """Anna, signed in."""
    from example_shop.story.cast import ANNA
    from example_shop.story.people import Customer

    anna = Customer(role=ANNA, address=address)
    anna.sign_in()
    return anna


def day_of(*, days_ago):
    day = datetime.now(ROME) - timedelta(days=days_ago)
    return f"{day.day} {day:%B}"
