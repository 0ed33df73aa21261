"""A visitor with a browser: Django's client, and what he does in Oscar's own pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.test.factories import CustomerFactory
from oscar_referrals.test.orders import make_product


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


@pytest.fixture
def other_visitor(db: None) -> Visitor:
    """Return another fresh browser."""
    return Visitor()
