"""What people do in the shop, in the words of the shop: each verb is one or more pages."""

from dataclasses import dataclass
from decimal import Decimal

from example_shop.seed.people import PASSWORD
from example_shop.story.browser import Browser, Page
from example_shop.story.cast import Role

LOG_IN = "/shop/accounts/login/"
CATALOG = "/shop/catalogue/"
BASKET = "/shop/basket/"
CHECKOUT = "/shop/checkout/"
DASHBOARD = "/shop/dashboard/"
REFERRALS = "/dashboard/referrals/"
INVITE = "/account/invite/"
CREDIT = "Yours to spend"


@dataclass(frozen=True)
class Bill:
    """What a basket or an order costs, as a page says it; amounts in EUR."""

    goods: Decimal
    discount: Decimal
    total: Decimal


class Customer:
    """Somebody with a fresh browser, signed in or not."""

    def __init__(self, *, role: Role, address: str) -> None:
        self.role = role
        self.name = role.home.first_name
        self.order = ""
        self.bill: Bill | None = None
        self.browser = Browser(address=address, device=role.device)

    def sign_in(self) -> Page:
        """Sign in with the shop's own form."""
        return _sign_in(self.browser, at=LOG_IN, email=self.role.email, prefix="login-")

    def fill_basket(self) -> Page:
        """Find the goods in the catalog, put one of each into the basket and look into it."""
        for title in self.role.goods:
            self.browser.open(CATALOG)
            page = self.browser.follow(title)
            self.browser.send(page.form(holding="quantity"))
        return self.browser.open(BASKET)

    def type_code(self, code: str) -> Page:
        """Type a code into Oscar's own voucher box in the basket."""
        page = self.browser.open(BASKET)
        return self.browser.send(page.form("/vouchers/add/"), code=code)

    def claim(self) -> Page:
        """Press the button of the invitation that is open."""
        return self.browser.send(self.browser.page.form("/claim/"))

    def go_to_preview(self) -> Page:
        """Walk through the checkout to the page that shows the whole order once more."""
        page = self.browser.open(CHECKOUT)
        if page.path == CHECKOUT:
            guest = page.form(holding="username")
            page = self.browser.send(guest, username=self.role.email, options="anonymous")
        page = self.browser.send(page.form(holding="postcode"), **vars(self.role.home))
        self.browser.send(page.form(method_code="standard"))
        return self.browser.follow("Continue")

    def look_at_credit(self) -> Decimal:
        """Return what the customer's own page says can be spent, in EUR."""
        page = self.browser.open(INVITE)
        return page.amount(CREDIT) if page.says(CREDIT) else Decimal("0.00")

    def place_order(self) -> None:
        """Press [Place order] on the preview and note the order's number."""
        page = self.browser.send(self.browser.page.form(action="place_order"))
        self.order = page.find(r"order number is (\d+)")


class Staff:
    """Somebody who works in Oscar's dashboard."""

    def __init__(self, *, address: str, email: str) -> None:
        self.email = email
        self.browser = Browser(address=address)

    def sign_in(self) -> Page:
        """Sign in to the dashboard."""
        return _sign_in(self.browser, at=DASHBOARD, email=self.email)

    def change_status(self, *, order: str, status: str) -> Page:
        """Give an order another status with the dashboard's own form."""
        page = self.browser.open(f"{DASHBOARD}orders/{order}/")
        form = page.form(order_action="change_order_status")
        return self.browser.send(form, new_status=status)

    def open_program(self, name: str) -> Page:
        """Find a program in its list and open it."""
        self.browser.open(f"{REFERRALS}programs/")
        return self.browser.follow(name)

    def open_referral(self, *, order: str) -> Page:
        """Find the referral of an order in its list and open it."""
        self.browser.open(REFERRALS)
        return self.browser.follow(order)


def _sign_in(browser: Browser, *, at: str, email: str, prefix: str = "") -> Page:
    """Fill in a log-in form whose fields begin with `prefix`."""
    form = browser.open(at).form(holding=f"{prefix}password")
    return browser.send(form, **{f"{prefix}username": email, f"{prefix}password": PASSWORD})
