"""What every test of the customer's pages begins with."""

from typing import Any

import pytest
from django.test import Client

from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from tests.account.pages import PERSON, signed_in


@pytest.fixture
def visitor() -> Client:
    """A person who is not signed in."""
    return Client(**PERSON)


@pytest.fixture
def anna(db: None) -> Advocate:
    """An advocate who shows her name: 10.00 off from 40.00 for friends, 10.00 credit for her."""
    return AdvocateFactory()


@pytest.fixture
def code(anna: Advocate) -> str:
    """Anna's code."""
    return code_of(anna).text


@pytest.fixture
def annas_browser(anna: Advocate) -> Client:
    """Anna, signed in."""
    return signed_in(anna.user)


@pytest.fixture
def ben(db: None) -> Any:
    """A customer who has joined nothing."""
    return CustomerFactory(first_name="Ben")
