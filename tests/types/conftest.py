"""Browsers in which staff have signed in, and a partner who is promised a share."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ProgramKind
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from oscar_referrals.test.partners import PartnerFactory, make_pledge


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


@pytest.fixture
def pledge(db):
    """10 % of all goods for the library; one order of 50.00 has been counted."""
    pledge = make_pledge(
        program=ProgramFactory(kind=ProgramKind.COMMUNITY, name="Harbor week", slug="harbor"),
        partner=PartnerFactory(name="Harbor Library", slug="library"),
    )
    place_order(basket=make_basket(), email="buyer@example.com")
    run_due()
    return pledge
