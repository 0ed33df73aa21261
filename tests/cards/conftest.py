"""Staff who print cards and pack parcels, and staff who only look."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.dashboard.conftest import make_staff, signed_in


@pytest.fixture
def printer(db) -> Client:
    """Staff who may print cards and look at orders, and nothing else."""
    return signed_in(with_orders(make_staff("add_card")))


@pytest.fixture
def viewer(db) -> Client:
    """Staff who may look at orders, without any of our permissions."""
    return signed_in(with_orders(make_staff()))


def with_orders(user):
    """Let a member of staff look at orders in Oscar's dashboard."""
    user.user_permissions.add(Permission.objects.get(codename="view_order"))
    return user
