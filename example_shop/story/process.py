"""The running shop: its server and its commands, as real processes."""

import os
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from example_shop.story.failure import StoryFailed
from example_shop.story.mail import Mailbox
from oscar_referrals.clock import OFFSET_VARIABLE

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MANAGE = REPOSITORY / "example_shop" / "manage.py"
TIME_ZONE = "Europe/Rome"
HOST = "127.0.0.1"
SECONDS_TO_START = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


class Shop:
    """One shop with a folder for its logs and e-mails. `days` is how far its clock is moved.

    Use it as a context manager: leaving it stops the server.
    """

    def __init__(self, *, folder: Path, port: int, settings: dict[str, str], days: int = 0) -> None:
        self.address = f"http://{HOST}:{port}"
        self.days = days
        self.mailbox = Mailbox(folder=folder / "mail")
        self.log = folder / "server.log"
        self._port = port
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py and return what it printed. Raises StoryFailed."""
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, str(MANAGE), *arguments],
            cwd=REPOSITORY, env=self._environment(), capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise StoryFailed(f"manage.py {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def start(self, *, do_due_work: bool = False) -> None:
        """Start the server and wait until it listens. Raises StoryFailed."""
        command = [sys.executable, "-m", "example_shop.story.server", str(self._port)]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603 - our own server
                [*command, "--do-due-work"] if do_due_work else command,
                cwd=REPOSITORY, env=self._environment(), stdout=log, stderr=log,
            )  # fmt: skip
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not is_taken(self._port):
            if self._server.poll() is not None or time.monotonic() > give_up_at:
                raise StoryFailed(f"The server did not start; see {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None

    def wait(self) -> None:
        """Wait until the server ends by itself or Ctrl-C is pressed."""
        if self._server is not None:
            self._server.wait()

    def let_days_pass(self, days: int) -> None:
        """Move the clock on and start the server again."""
        self.stop()
        self.days += days
        self.start()

    def day(self, ahead: int) -> str:
        """Return today by the shop's clock, or a day some days ahead, as its pages write it."""
        day = datetime.now(ZoneInfo(TIME_ZONE)) + timedelta(days=self.days + ahead)
        return f"{day.day} {day:%B}"

    def _environment(self) -> dict[str, str]:
        ours = {
            "EXAMPLE_SHOP_ADDRESS": self.address,
            "EXAMPLE_SHOP_MAIL_FOLDER": str(self.mailbox.folder),
            OFFSET_VARIABLE: str(self.days),
            "DEBUG": "1",  # the clock may be moved in debug mode only
            "DJANGO_SETTINGS_MODULE": "example_shop.settings",
            "PYTHONUNBUFFERED": "1",
        }
        return os.environ | self._settings | ours
