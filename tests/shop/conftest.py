"""A visitor with a browser: Django's client, and what he does in Oscar's own pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from example_shop.checkout.views import PaymentDetailsView
from oscar_referrals.test.factories import CustomerFactory
from oscar_referrals.test.orders import make_product

ADDRESS = {
    "first_name": "Ben",
    "last_name": "Rossi",
    "line1": "Via Porto 1",
    "line4": "Trieste",
    "postcode": "34121",
    "country": "IT",
}


class Visitor:
    """One browser. Every step is a request to a page of the shop."""

    def __init__(self) -> None:
        self.client = Client()
        self.messages: list[str] = []

    def sign_in(self, user: Any = None) -> Any:
        """Sign in through Oscar's own form; return the user."""
        user = user or CustomerFactory()
        self._post(
            "customer:login",
            {
                "login-username": user.email,
                "login-password": "coffee-with-friends",
                "login_submit": "Log In",
            },
        )
        return user

    def add_to_basket(self, *, price: str = "25.00", quantity: int = 2) -> None:
        """Put a new product into the basket."""
        product = make_product(price=price)
        self._post("basket:add", {"quantity": quantity}, pk=product.pk)

    def type_code(self, text: str) -> None:
        """Type a code into Oscar's voucher box."""
        self._post("basket:vouchers-add", {"code": text})

    def basket(self) -> Any:
        """Open the basket page; return the basket as the page shows it."""
        response = self.client.get(reverse("basket:summary"))
        assert response.status_code == 200
        self._note(response)
        return response.context["basket"]

    def total(self) -> str:
        """Return the basket's total as the page shows it."""
        return f"{self.basket().total_incl_tax:.2f}"

    def stored_basket(self) -> Any:
        """Return the newest open basket."""
        return get_model("basket", "Basket").objects.filter(status="Open").latest("pk")

    def go_to_checkout(self, code: str = "") -> str:
        """Sign in, fill the basket, use a code and walk to the last page; return its total."""
        get_model("address", "Country").objects.update_or_create(
            iso_3166_1_a2="IT", defaults={"printable_name": "Italy", "is_shipping_country": True}
        )
        self.sign_in()
        self.add_to_basket()
        if code:
            self.type_code(code)
        self.client.post(reverse("checkout:shipping-address"), ADDRESS)
        self.client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
        return self.look_at_the_order()

    def look_at_the_order(self) -> str:
        """Open the last page of the checkout; return the order's total as the page shows it."""
        page = self.client.get(reverse("checkout:preview"))
        assert page.status_code == 200
        return f"{page.context['order_total'].incl_tax:.2f}"

    def place_order(self) -> Any:
        """Press the last button; return the page that follows."""
        data = {"action": "place_order"}
        page = self.client.post(reverse("checkout:preview"), data, follow=True)
        assert page.status_code == 200
        self._note(page)
        self.messages.append(str(page.context.get("error") or ""))
        return page

    def _post(self, name: str, data: dict[str, Any], **kwargs: Any) -> None:
        response = self.client.post(reverse(name, kwargs=kwargs), data, follow=True)
        assert response.status_code == 200
        self._note(response)

    def _note(self, response: Any) -> None:
        self.messages += [str(message) for message in response.context.get("messages", ())]


@pytest.fixture
def visitor(db: None) -> Visitor:
    """Return a fresh browser."""
    return Visitor()


class Bank:
    """Whoever takes the money: it notes what it was asked for.

    `meanwhile` happens while the customer's next payment is taken, once; it may raise.
    """

    def __init__(self) -> None:
        self.charged: list[str] = []
        self.meanwhile: Callable[[], Any] | None = None

    def pay(self, amount: Any) -> None:
        """Take an amount."""
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        self.charged.append(f"{amount:.2f}")


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    """Return the bank behind the checkout of the example shop."""
    bank = Bank()
    handle_payment = PaymentDetailsView.handle_payment

    def pay(view: Any, order_number: str, total: Any, **kwargs: Any) -> None:
        bank.pay(total.incl_tax)
        handle_payment(view, order_number, total, **kwargs)

    monkeypatch.setattr(PaymentDetailsView, "handle_payment", pay)
    return bank


@pytest.fixture
def other_visitor(db: None) -> Visitor:
    """Return another fresh browser."""
    return Visitor()
