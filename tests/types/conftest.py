"""Browsers in which staff have signed in, and orders that belong to nobody's invitation."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from oscar_referrals.test.factories import CustomerFactory


@pytest.fixture
def viewer(db):
    """Staff without any of our permissions."""
    client = Client()
    client.force_login(CustomerFactory(is_staff=True))
    return client


@pytest.fixture
def owner(db):
    """Staff who may configure programs."""
    user = CustomerFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_program"))
    client = Client()
    client.force_login(user)
    return client
