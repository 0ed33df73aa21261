"""T9: whatever is down or broken around us, the checkout of the example shop goes through."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn
from unittest import mock

from django.core.cache.backends.base import BaseCache
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django_tasks.backends.base import BaseTaskBackend

from oscar_referrals.clock import database_now
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, Work, WorkStatus
from oscar_referrals.shop import checkout, placing, proxies, receivers
from oscar_referrals.test.orders import make_product
from tests.reliability.invariants import differences
from tests.reliability.live import Shopper, live_shop
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import friend_emails, join, open_program

HERE = __name__
HANGS_FOR = 20
THANK_YOU = "/shop/checkout/thank-you/"


class Down(ConnectionError):
    """Nobody answers."""


class BrokenMail(BaseEmailBackend):
    """A mail server that refuses every message."""

    def send_messages(self, email_messages: Any) -> NoReturn:
        """Refuse."""
        raise Down("the mail server")


class HangingMail(BaseEmailBackend):
    """A mail server that accepts the connection and then says nothing for a while."""

    def send_messages(self, email_messages: Any) -> NoReturn:
        """Wait, then give up."""
        time.sleep(HANGS_FOR)
        raise Down("the mail server")


class BrokenCache(BaseCache):
    """A cache that is not there."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _fail(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Down("the cache")

    add = get = set = touch = delete = clear = incr = has_key = _fail


class BrokenQueue(BaseTaskBackend):
    """A task queue whose broker does not answer."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Down("the broker")


def mail_is_down(*, rounds: int) -> Outcome:
    """The mail server refuses everything: orders go through, messages are tried again later."""
    outcome = _check_out(rounds, override_settings(EMAIL_BACKEND=f"{HERE}.BrokenMail"))
    with override_settings(EMAIL_BACKEND=f"{HERE}.BrokenMail"):
        failed = run_due().failed
    Work.objects.filter(status=WorkStatus.WAITING, attempts=1).update(due_at=database_now())
    sent_later = run_due()
    wrong = differing(given_up=(sent_later.dead, 0), failed_again=(sent_later.failed, 0))
    if failed == 0 or sent_later.done < failed:
        wrong.append(f"{failed} messages failed, {sent_later.done} were sent later")
    figures = f"{outcome.figures}; {failed} messages put off, all sent later"
    return Outcome(figures, [*outcome.differences, *wrong])


def mail_hangs(*, rounds: int) -> Outcome:
    """The mail server hangs: no message of ours holds an order up."""
    started = time.monotonic()
    with _without_own_confirmation():
        outcome = _check_out(rounds, override_settings(EMAIL_BACKEND=f"{HERE}.HangingMail"))
    seconds = (time.monotonic() - started) / rounds
    wrong = [] if seconds < HANGS_FOR else [f"an order took {seconds:.0f} seconds"]
    return Outcome(f"{outcome.figures} in {seconds:.1f} s each", [*outcome.differences, *wrong])


def cache_is_down(*, rounds: int) -> Outcome:
    """The cache is down: codes are claimed and orders placed without it."""
    return _check_out(
        rounds, override_settings(CACHES={"default": {"BACKEND": f"{HERE}.BrokenCache"}})
    )


def task_queue_is_down(*, rounds: int) -> Outcome:
    """The task queue is down: due work waits for the next run of its command."""
    return _check_out(
        rounds, override_settings(TASKS={"default": {"BACKEND": f"{HERE}.BrokenQueue"}})
    )


def receiver_raises(*, rounds: int) -> Outcome:
    """Every receiver of ours raises: orders go through, without a referral."""
    return _check_out(rounds, _everything_of_ours_raises(), is_recorded=False)


def reserving_raises(*, rounds: int) -> Outcome:
    """Reserving before payment raises: the order decides."""
    broken = mock.patch.object(checkout, "reserve_invitation", side_effect=Down("our own mistake"))
    return _check_out(rounds, broken)


def _check_out(
    rounds: int, fault: AbstractContextManager[Any], *, is_recorded: bool = True
) -> Outcome:
    """Let guests claim by link, type a code and order over HTTP while something is broken."""
    program = open_program()
    advocates = join(program, number=1)
    run_due()
    product = make_product(price="25.00")
    wrong: list[str] = []
    placed = 0
    with live_shop() as address, fault:
        for email in friend_emails(rounds):
            shopper = Shopper(address=address, email=email)
            shopper.open_link(advocates[0])
            shopper.shop_up_to_preview(product, advocates[0])
            page = shopper.place_order()
            wrong += differing(path=(page.path, THANK_YOU))
            placed += shopper.orders.count()
    recorded = Referral.objects.filter(program=program).count()
    wrong += differing(placed=(placed, rounds), recorded=(recorded, rounds * is_recorded))
    return Outcome(
        f"{placed} of {rounds} orders placed, {recorded} recorded", wrong + differences()
    )


@contextmanager
def _everything_of_ours_raises() -> Iterator[None]:
    error = RuntimeError("a mistake of ours")
    with (
        mock.patch.object(receivers.claiming, "claim_code", side_effect=error),
        mock.patch.object(receivers.claiming, "put_into_basket", side_effect=error),
        mock.patch.object(receivers, "enqueue", side_effect=error),
        mock.patch.object(placing, "use_claim", side_effect=error),
        mock.patch.object(proxies, "tell_refusal", side_effect=error),
    ):
        yield


def _without_own_confirmation() -> AbstractContextManager[Any]:
    """Leave out the confirmation that Oscar itself sends while the customer waits."""
    from oscar.core.loading import get_class

    view = get_class("checkout.views", "PaymentDetailsView")
    return mock.patch.object(view, "send_order_placed_email")
