"""The example shop behind a real socket, and people who buy in it with a browser."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from oscar.core.loading import get_model

from example_shop.seed.places import write_countries
from example_shop.story.browser import Browser, Page
from example_shop.story.failure import StoryFailed
from example_shop.story.process import HOST, is_taken
from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import code_of

HOME = {
    "first_name": "Finn",
    "last_name": "Berg",
    "line1": "Hafenstraße 21",
    "postcode": "18055",
    "line4": "Rostock",
    "country": "DE",
}
SECONDS_TO_START = 30
#: All shoppers of a test come from one address, so nobody counts how often they try.
MANY = 10**9
#: All friends come from one address here. That this would be too many is tested elsewhere.
NO_LIMITS = {
    "OSCAR_REFERRALS_CLAIMS_PER_MINUTE": MANY,
    "OSCAR_REFERRALS_LINKS_PER_MINUTE": MANY,
}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the answers are what counts."""


@contextmanager
def live_shop() -> Iterator[str]:
    """Serve the shop from threads of this process, so that a test can break something in it."""
    write_countries()
    server = ThreadedWSGIServer((HOST, 0), _Quiet)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with override_settings(**NO_LIMITS):
            yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_another_process(action: Callable[[], None], **environment: str) -> int:
    """Fork, do something in the new process, and return how it ended: 0, or minus the signal."""
    pid = start_process(action, **environment)
    return end_of(pid)


def start_process(action: Callable[[], None], **environment: str) -> int:
    """Fork and do something in the new process; return its id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    os.environ.update(environment)
    try:
        action()
    except BaseException:  # noqa: BLE001 - the process has to end here, whatever happens
        os._exit(1)
    os._exit(0)


def end_of(pid: int) -> int:
    """Wait for the end of a process of ours; return its code, or minus the signal."""
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


@contextmanager
def forked_shop(*, port: int, **environment: str) -> Iterator[str]:
    """Serve the shop from a process of its own, which may be killed; yield its address."""
    write_countries()

    def serve() -> None:
        server = ThreadedWSGIServer((HOST, port), _Quiet)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        server.serve_forever()

    pid = start_process(serve, **environment)
    give_up_at = time.monotonic() + SECONDS_TO_START
    while not is_taken(port) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    try:
        yield f"http://{HOST}:{port}"
    finally:
        os.kill(pid, signal.SIGKILL)
        end_of(pid)


class Shopper:
    """A guest with a browser of his own, who buys two pieces of one product with a code."""

    def __init__(self, *, address: str, email: str) -> None:
        self.email = email
        self.browser = Browser(address=address)

    def open_tab(self) -> "Shopper":
        """Return a second tab of the same browser: the same cookies, a page of its own."""
        tab = copy(self)
        tab.browser = copy(self.browser)
        return tab

    def sign_in(self) -> Page:
        """Sign in with the shop's own form."""
        form = self.browser.open("/shop/accounts/login/").form(holding="login-password")
        password = {"login-password": "coffee-with-friends"}
        return self.browser.send(form, **{"login-username": self.email}, **password)

    def fill_basket(self, product: Any, *, quantity: int = 2) -> Page:
        """Put the product into the basket; return the basket's page."""
        page = self.browser.open(product.get_absolute_url())
        self.browser.send(page.form(holding="quantity"), quantity=str(quantity))
        return self.browser.open("/shop/basket/")

    def open_link(self, advocate: Advocate) -> Page:
        """Open the advocate's link and press the button there."""
        page = self.browser.open(f"/r/{code_of(advocate).text}/")
        return self.browser.send(page.form("/claim/"))

    def type_code(self, advocate: Advocate) -> Page:
        """Type the code into Oscar's voucher box."""
        page = self.browser.open("/shop/basket/")
        return self.browser.send(page.form("/vouchers/add/"), code=code_of(advocate).text)

    def go_to_preview(self) -> Page:
        """Walk through the checkout to the last page before the order."""
        page = self.browser.open("/shop/checkout/")
        if page.path == "/shop/checkout/":
            guest = page.form(holding="username")
            page = self.browser.send(guest, username=self.email, options="anonymous")
        page = self.browser.send(page.form(holding="postcode"), **HOME)
        self.browser.send(page.form(method_code="standard"))
        return self.browser.follow("Continue")

    def place_order(self) -> Page:
        """Press the last button."""
        return self.browser.send(self.browser.page.form(action="place_order"))

    def press_again(self) -> Page | None:
        """Press the last button once more, on the page that is still open; None if that fails."""
        try:
            return self.place_order()
        except StoryFailed:
            return None

    def shop_up_to_preview(self, product: Any, advocate: Advocate) -> Page:
        """Do everything but press the last button."""
        self.fill_basket(product)
        self.type_code(advocate)
        return self.go_to_preview()

    @property
    def orders(self) -> Any:
        """The orders of this guest."""
        return get_model("order", "Order").objects.filter(guest_email=self.email)
