"""The types of requests on somebody's own page."""

from typing import Any

from django.http import HttpRequest

from oscar_referrals.selectors.persons import Person


class PersonRequest(HttpRequest):
    """A request of a customer who is signed in, or of a guest who has opened his page.

    With the basket that Oscar's middleware adds.
    """

    user: Any
    basket: Any
    person: Person


class CustomerRequest(PersonRequest):
    """A request of a customer who is signed in."""
