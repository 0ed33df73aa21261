"""The example shop keeps a page of goods and a Wagtail page for members."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from example_shop.seed.members import MEMBERS, RESERVED_GOODS, write_members_corner
from example_shop.seed.places import write_sites_and_pages
from oscar_referrals.flows.work import run_due
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, make_product
from tests.account.pages import signed_in

pytestmark = pytest.mark.django_db

PAGES = ("/reserve/", "/cupping-table/")


@pytest.fixture
def corner():
    """Write what only members may see."""
    product = make_product()
    product.upc = RESERVED_GOODS[0]
    product.save()
    write_sites_and_pages()
    write_members_corner()
    return product


def seen_by(client):
    """Return the answers of both pages."""
    return [client.get(page).status_code for page in PAGES]


def test_strangers_and_other_customers_do_not_get_in(corner):
    assert seen_by(Client()) == [302, 302]
    assert seen_by(signed_in(CustomerFactory())) == [403, 302]


def test_who_has_earned_access_gets_in_until_it_is_taken_back(corner, bring_friend):
    program = ProgramFactory(reward_kind="access", reward_options={"group": MEMBERS})
    advocate = AdvocateFactory(program=program)
    referral = bring_friend(advocate)
    client = signed_in(advocate.user)

    assert seen_by(client) == [200, 200]
    assert corner.title in client.get("/reserve/").content.decode()

    change_status(referral.order, "Cancelled")
    run_due()
    assert seen_by(client) == [403, 302]


def test_writing_it_again_changes_nothing(corner):
    write_members_corner()

    assert Group.objects.filter(name=MEMBERS).count() == 1
