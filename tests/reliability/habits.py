"""T10: what people do with browsers: click twice, go back, open tabs, sign in late, try again."""

import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

from oscar.apps.payment.exceptions import UnableToTakePayment
from oscar.core.loading import get_class, get_model

from oscar_referrals.models import Claim, Program, Referral, Reservation
from oscar_referrals.test.factories import CustomerFactory, code_of
from oscar_referrals.test.orders import make_basket, make_product
from tests.reliability.invariants import differences
from tests.reliability.live import Shopper, live_shop
from tests.reliability.outcome import Outcome, differing
from tests.reliability.world import end_reservations, friend_emails, join, open_program

Habit = Callable[[Shopper, Any, Any], None]


def double_click(*, rounds: int) -> Outcome:
    """A double click on the last button places one order and uses one claim."""
    return _try(rounds, _click_twice)


def back_button(*, rounds: int) -> Outcome:
    """Back, and the same button again: one order, one claim."""
    return _try(rounds, _go_back_and_press)


def two_tabs(*, rounds: int) -> Outcome:
    """The link in one tab, the typed code in another, and again: one claim."""
    return _try(rounds, _use_two_tabs)


def sign_in_in_the_middle(*, rounds: int) -> Outcome:
    """Signing in merges two baskets: the claim goes with the friend, once."""
    return _try(rounds, _sign_in_late)


def card_fails_once(*, rounds: int) -> Outcome:
    """A failed card and another try: the customer keeps what was reserved for him."""
    return _try(rounds, _fail_once)


def _try(rounds: int, habit: Habit) -> Outcome:
    program = open_program()
    [advocate] = join(program, number=1)
    product = make_product(price="25.00")
    with live_shop() as address:
        for email in friend_emails(rounds):
            habit(Shopper(address=address, email=email), product, advocate)
    return _count(program, rounds)


def _count(program: Program, rounds: int) -> Outcome:
    end_reservations(program)
    orders = get_model("order", "OrderDiscount").objects.filter(offer_id=program.offer_id).count()
    claims = Claim.objects.filter(code__advocate__program=program)
    used = Referral.objects.filter(program=program).count()
    wrong = differing(
        discounted_orders=(orders, rounds),
        claims=(claims.count(), rounds),
        used=(used, rounds),
        reservations=(Reservation.objects.filter(program=program).count(), 0),
    )
    figures = f"{rounds} friends: {orders} discounted orders, {claims.count()} claims, {used} used"
    return Outcome(figures, wrong + differences())


def _click_twice(shopper: Shopper, product: Any, advocate: Any) -> None:
    shopper.shop_up_to_preview(product, advocate)
    tabs = [shopper.open_tab(), shopper.open_tab()]
    clicks = [threading.Thread(target=tab.press_again) for tab in tabs]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()


def _go_back_and_press(shopper: Shopper, product: Any, advocate: Any) -> None:
    preview = shopper.shop_up_to_preview(product, advocate)
    shopper.place_order()
    shopper.browser.page = preview
    shopper.press_again()


def _use_two_tabs(shopper: Shopper, product: Any, advocate: Any) -> None:
    tab = shopper.open_tab()
    invitation = tab.browser.open(f"/r/{code_of(advocate).text}/").form("/claim/")
    shopper.open_link(advocate)
    tab.browser.send(invitation)
    tab.fill_basket(product)
    tab.type_code(advocate)
    tab.go_to_preview()
    shopper.go_to_preview()
    shopper.place_order()
    tab.press_again()


def _sign_in_late(shopper: Shopper, product: Any, advocate: Any) -> None:
    customer = CustomerFactory()
    make_basket(owner=customer)
    shopper.email = customer.email
    shopper.open_link(advocate)
    shopper.fill_basket(product)
    shopper.sign_in()
    shopper.go_to_preview()
    shopper.place_order()


def _fail_once(shopper: Shopper, product: Any, advocate: Any) -> None:
    shopper.shop_up_to_preview(product, advocate)
    view = get_class("checkout.views", "PaymentDetailsView")
    refusal = UnableToTakePayment("Your card was declined.")
    with mock.patch.object(view, "handle_payment", side_effect=refusal):
        shopper.place_order()
    shopper.browser.open("/shop/checkout/preview/")
    shopper.place_order()
