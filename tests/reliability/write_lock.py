"""T8: another connection holds SQLite's write lock for longer than anybody waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection, connections

from oscar_referrals.models import Claim, Reservation, Visit
from oscar_referrals.test.factories import code_of
from oscar_referrals.test.orders import make_product
from tests.reliability.invariants import differences
from tests.reliability.live import Shopper, live_shop
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import TRY_AGAIN, friend_emails, join, open_program

SECONDS_TO_WAIT = 0.3


def write_lock_is_held(*, rounds: int) -> Outcome:
    """While the database cannot be written, customers read a friendly sentence; later it works."""
    program = open_program()
    [advocate] = join(program, number=1)
    product = make_product(price="25.00")
    sentences = 0
    wrong: list[str] = []
    with _impatience(), live_shop() as address:
        for email in friend_emails(rounds):
            shopper = Shopper(address=address, email=email)
            stranger = Shopper(address=address, email="")
            invitation = stranger.browser.open(f"/invitation/{code_of(advocate).text}/")
            preview = shopper.shop_up_to_preview(product, advocate)
            before = _rows()
            with _lock_held():
                link = stranger.browser.open(f"/r/{code_of(advocate).text}/")
                claimed = stranger.browser.send(invitation.form("/claim/"))
                page = shopper.place_order()
            sentences += claimed.says(TRY_AGAIN) + page.says(TRY_AGAIN)
            wrong += differing(link=(link.says("gives you"), True), rows=(_rows(), before))
            wrong += differing(orders=(shopper.orders.count(), 0))
            shopper.browser.page = preview
            shopper.place_order()
            wrong += differing(orders_later=(shopper.orders.count(), 1))
    wrong += differing(sentences=(sentences, 2 * rounds))
    figures = f"{rounds} orders and claims while locked: {sentences} friendly sentences, 0 rows"
    return Outcome(figures, wrong + differences())


def _rows() -> tuple[int, int]:
    return Claim.objects.count(), Reservation.objects.count()


@contextmanager
def _impatience() -> Iterator[None]:
    """Let every connection give up soon; visits are what is lost first."""
    options = connections.settings["default"]["OPTIONS"]
    patience = options["timeout"]
    connections.close_all()
    options["timeout"] = SECONDS_TO_WAIT
    Visit.objects.count()
    try:
        yield
    finally:
        connections.close_all()
        options["timeout"] = patience


@contextmanager
def _lock_held() -> Iterator[None]:
    """Hold the write lock, as a long import or a backup would."""
    file = connection.settings_dict["NAME"]
    connections.close_all()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
