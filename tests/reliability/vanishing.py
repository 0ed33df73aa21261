"""T2: the voucher leaves the basket in a second tab while the first one is paying.

The price was computed with it, so the discount is given. It must not go unrecorded.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from unittest import mock

from oscar.apps.basket.views import VoucherRemoveView
from oscar.core.loading import get_class, get_model

from oscar_referrals.models import Referral
from oscar_referrals.test.orders import make_product
from tests.reliability import switches
from tests.reliability.invariants import differences
from tests.reliability.live import Shopper, live_shop
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import friend_emails, join, open_program

SECONDS = 30


def voucher_is_removed_while_paying(*, rounds: int) -> Outcome:
    """A voucher that is taken out of the basket during payment leaves no unrecorded discount."""
    return _attack(rounds, nullcontext)


def removed_without_our_record(*, rounds: int) -> Outcome:
    """Control: Oscar's own records say nothing of these discounts."""
    return _attack(rounds, switches.discounts_unrecorded)


def _attack(rounds: int, switch: Callable[[], AbstractContextManager[Any]]) -> Outcome:
    program = open_program()
    [advocate] = join(program, number=1)
    product = make_product(price="25.00")
    wrong: list[str] = []
    with live_shop() as address, switch():
        for email in friend_emails(rounds):
            shopper = Shopper(address=address, email=email)
            shopper.shop_up_to_preview(product, advocate)
            wrong += _pay_and_remove(shopper)
    discounts = get_model("order", "OrderDiscount").objects.filter(offer_id=program.offer_id)
    uses = get_model("voucher", "VoucherApplication").objects.filter(
        order__discounts__offer_id=program.offer_id
    )
    recorded = Referral.objects.filter(program=program).count()
    unrecorded = discounts.count() - recorded
    figures = (
        f"{discounts.count()} discounts given, {uses.count()} noted by Oscar,"
        f" {recorded} by us, {unrecorded} unrecorded"
    )
    wrong += differing(given=(discounts.count(), rounds), noted_by_oscar=(uses.count(), 0))
    if switch is not nullcontext:
        return Outcome(figures, wrong or ([] if unrecorded else ["the hole is not there"]))
    wrong += differing(unrecorded=(unrecorded, 0))
    return Outcome(figures, wrong + differences())


def _pay_and_remove(shopper: Shopper) -> list[str]:
    """Press the last button in one tab; in another the removal waits until payment has begun."""
    tab = shopper.open_tab()
    form = tab.browser.open("/shop/basket/").form("/remove/")
    with _meeting() as has_basket:
        removing = threading.Thread(target=tab.browser.send, args=(form,))
        removing.start()
        if not has_basket.wait(SECONDS):
            return ["the removal did not begin"]
        page = shopper.place_order()
        removing.join()
    return differing(path=(page.path, "/shop/checkout/thank-you/"))


@contextmanager
def _meeting() -> Iterator[threading.Event]:
    """Let the removal load its basket before payment begins, and act before the order is placed."""
    has_basket, is_paying, is_removed = (threading.Event() for _ in range(3))
    view = get_class("checkout.views", "PaymentDetailsView")
    remove, pay = VoucherRemoveView.post, view.handle_payment

    def remove_later(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        has_basket.set() if request.basket.id else None
        is_paying.wait(SECONDS)
        try:
            return remove(self, request, *args, **kwargs)
        finally:
            is_removed.set()

    def pay_slowly(self: Any, *args: Any, **kwargs: Any) -> Any:
        is_paying.set()
        is_removed.wait(SECONDS)
        return pay(self, *args, **kwargs)

    with (
        mock.patch.object(VoucherRemoveView, "post", remove_later),
        mock.patch.object(view, "handle_payment", pay_slowly),
    ):
        yield has_basket
