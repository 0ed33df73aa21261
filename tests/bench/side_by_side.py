"""Pages, baskets and orders of the same shop, with us and as stock Oscar does them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from oscar_referrals.flows.round import run_round
from oscar_referrals.shop import checkout
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import make_product
from tests.bench.measuring import Comparison, Way, compare
from tests.bench.report import Line
from tests.bench.shopper import Shopper
from tests.bench.stock import create_stock_voucher, stock_oscar

PAGES = 150
BASKETS = 200
ORDERS = 120
#: Different products in a basket, one piece of each.
LINES = 3


@dataclass(frozen=True, slots=True)
class Codes:
    """What shoppers type: one of our codes, and a plain voucher that gives the same."""

    ours: str
    stock: str
    products: Sequence[Any]


def prepare_codes() -> Codes:
    """Make both: 10.00 off orders from 40.00, and a budget that is far from used up."""
    advocate = AdvocateFactory(program__cap=Decimal(1_000_000))
    create_stock_voucher(code="PLAIN", minimum=Decimal("40.00"), amount=Decimal("10.00"))
    products = [make_product(price="25.00") for _line in range(LINES)]
    for product in products:
        product.stockrecords.update(num_in_stock=1_000_000)
    return Codes(ours=code_of(advocate).text, stock="PLAIN", products=products)


def measure() -> Iterator[Line]:
    """Compare page by page."""
    codes = prepare_codes()
    yield _pages_line({name: compare_page(name, codes) for name in PAGE_STEPS})
    yield _order_without_line(compare_orders("", "", codes, other=stock_oscar))
    yield _basket_line(compare_baskets(codes))
    yield _order_line(compare_orders(codes.ours, codes.stock, codes, ours=without_reservation))
    yield _reserved_line(compare_orders(codes.ours, codes.stock, codes))


PAGE_STEPS: dict[str, Callable[[Shopper], Any]] = {
    "product": Shopper.look_at_product,
    "add to basket": Shopper.add_to_basket,
    "basket": Shopper.look_at_basket,
}


def compare_page(name: str, codes: Codes) -> Comparison:
    """Compare a page for somebody who has claimed nothing, with us and in stock Oscar."""
    step = PAGE_STEPS[name]
    with_us, in_stock = Shopper(products=codes.products), Shopper(products=codes.products)
    for shopper in (with_us, in_stock):
        shopper.fill_basket()
    return compare(
        ours=Way(run=lambda _nothing: step(with_us)),
        other=Way(run=lambda _nothing: step(in_stock), surroundings=stock_oscar),
        repetitions=PAGES,
    )


def compare_baskets(codes: Codes) -> Comparison:
    """Compare the basket page with a claimed code and with a plain voucher."""
    friend, customer = Shopper(products=codes.products), Shopper(products=codes.products)
    for shopper, code in ((friend, codes.ours), (customer, codes.stock)):
        shopper.fill_basket()
        shopper.type_code(code)
    return compare(
        ours=Way(run=lambda _nothing: friend.look_at_basket()),
        other=Way(run=lambda _nothing: customer.look_at_basket()),
        repetitions=BASKETS,
    )


def compare_orders(
    code: str,
    other_code: str,
    codes: Codes,
    *,
    ours: Any = None,
    other: Any = None,
) -> Comparison:
    """Compare the last step of the checkout, in which the order is placed."""

    def come_to_the_last_page(code: str) -> Shopper:
        run_round()
        shopper = Shopper(products=codes.products)
        shopper.fill_basket()
        if code:
            shopper.type_code(code)
        shopper.go_to_checkout()
        return shopper

    def way(code: str, surroundings: Any) -> Way:
        return Way(
            run=Shopper.place_order,
            prepare=lambda: come_to_the_last_page(code),
            surroundings=surroundings or ExitStack,
        )

    return compare(ours=way(code, ours), other=way(other_code, other), repetitions=ORDERS)


@contextmanager
def without_reservation() -> Iterator[None]:
    """Leave out what a shop may add before payment, and stock Oscar has nothing like."""
    with patch.object(checkout, "reserve_invitation", lambda basket: None):
        yield


def _pages_line(pages: dict[str, Comparison]) -> Line:
    extra = sum(page.extra_queries for page in pages.values())
    ours = sum(page.seconds for page in pages.values())
    ratio = ours / sum(page.other_seconds for page in pages.values())
    return Line(
        title=f"Pages without a claim: {', '.join(pages)}",
        demanded="0 extra queries, 1.02 times the time of stock Oscar",
        measured=f"{extra} extra queries, {ratio:.2f} times",
        passed=extra == 0 and round(ratio, 2) <= 1.02,
    )


def _order_without_line(order: Comparison) -> Line:
    return _line("Order without a code", "stock Oscar", order, queries=0, ratio=1.02)


def _basket_line(basket: Comparison) -> Line:
    title = "Basket with a claimed code"
    return _line(title, "a plain Oscar voucher", basket, queries=2, ratio=1.1)


def _order_line(order: Comparison) -> Line:
    return _line("Order with a code", "a plain Oscar voucher", order, queries=8, ratio=1.15)


def _reserved_line(order: Comparison) -> Line:
    return Line(
        title="Order with a code, reserved before payment",
        demanded="",
        measured=_told(order),
        passed=None,
    )


def _line(title: str, yardstick: str, measured: Comparison, *, queries: int, ratio: float) -> Line:
    is_enough = measured.extra_queries <= queries and round(measured.ratio, 2) <= ratio
    return Line(
        title=title,
        demanded=f"{queries} extra queries, {ratio:.2f} times the time of {yardstick}",
        measured=_told(measured),
        passed=is_enough,
    )


def _told(measured: Comparison) -> str:
    return f"{measured.extra_queries} extra queries, {measured.ratio:.2f} times"
