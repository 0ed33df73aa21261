"""Somebody with a browser in the shop, through Django's client: everything but the network."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

ADDRESS = {
    "first_name": "Ben",
    "last_name": "Rossi",
    "line1": "1 Harbor Lane",
    "line4": "Genoa",
    "postcode": "16100",
    "country": "IT",
}
DISCOUNT = "-€10.00"

_numbers = count(1)


class Shopper:
    """A customer with an account, so that everything is known that can be asked about a friend."""

    def __init__(self, *, products: Sequence[Any]) -> None:
        name = f"shopper{next(_numbers)}"
        user = get_user_model().objects.create(username=name, email=f"{name}@example.com")
        self.products = products
        self.client = Client()
        self.client.force_login(user, backend="oscar.apps.customer.auth_backends.EmailBackend")

    def look_at_product(self) -> None:
        """Open the page of a product."""
        self._expect(200, self.client.get(self.products[0].get_absolute_url()))

    def add_to_basket(self) -> None:
        """Put a piece of a product into the basket."""
        self._add(self.products[0])

    def fill_basket(self) -> None:
        """Put a piece of every product into the basket."""
        for product in self.products:
            self._add(product)

    def type_code(self, code: str) -> None:
        """Type a code into the voucher box; see to it that it gives something."""
        self._expect(302, self.client.post(reverse("basket:vouchers-add"), {"code": code}))
        assert DISCOUNT in self.look_at_basket()

    def look_at_basket(self) -> str:
        """Open the basket's page and return it."""
        response = self.client.get(reverse("basket:summary"))
        self._expect(200, response)
        return str(response.content.decode())

    def go_to_checkout(self) -> None:
        """Walk through the checkout up to its last page."""
        get_model("address", "Country").objects.get_or_create(
            iso_3166_1_a2="IT", defaults={"printable_name": "Italy", "is_shipping_country": True}
        )
        self._expect(302, self.client.post(reverse("checkout:shipping-address"), ADDRESS))
        method = {"method_code": "standard"}
        self._expect(302, self.client.post(reverse("checkout:shipping-method"), method))

    def place_order(self) -> None:
        """Press the last button."""
        response = self.client.post(reverse("checkout:preview"), {"action": "place_order"})
        self._expect(302, response)
        assert response.headers["Location"] == reverse("checkout:thank-you")

    def _add(self, product: Any) -> None:
        address = reverse("basket:add", kwargs={"pk": product.pk})
        self._expect(302, self.client.post(address, {"quantity": 1}))

    def _expect(self, status: int, response: Any) -> None:
        assert response.status_code == status, response.content[:2000]
