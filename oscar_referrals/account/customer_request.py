"""The type of a request on a customer's own page."""

from typing import Any

from django.http import HttpRequest


class CustomerRequest(HttpRequest):
    """A request of a customer who is signed in, with the basket that Oscar's middleware adds."""

    user: Any
    basket: Any
