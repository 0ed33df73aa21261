"""The page of a community program tells the running total from the books."""

import pytest

from oscar_referrals.flows import shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ProgramKind
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from oscar_referrals.test.partners import PartnerFactory, make_pledge
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import PartnerPage


@pytest.fixture
def community(db):
    program = ProgramFactory(kind=ProgramKind.COMMUNITY, name="Library")
    partner = PartnerFactory(name="Harbor <Library>", slug="library")
    make_pledge(program=program, partner=partner)
    return program


def add_page(root, program):
    page = PartnerPage(
        title="What we give",
        slug="giving-back",
        program=program,
        body=[("donation_total", {}), ("hero", {}), ("rules", {})],
    )
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_everybody_reads_who_gets_how_much(client, root, community):
    add_page(root, community)
    text = main_part(client.get("/giving-back/"))
    assert "Harbor &lt;Library&gt;" in text
    assert "10 % of what we take goes to this partner" in text
    assert "€0.00" in text
    assert "nothing yet" in text


def test_the_total_grows_with_what_is_sold(client, root, community):
    add_page(root, community)
    place_order(basket=make_basket(price="50.00", quantity=2), email="somebody@example.com")
    run_due()
    text = main_part(client.get("/giving-back/"))
    assert text.count("€10.00") == 2


def test_nobody_is_invited_there(client, root, community):
    add_page(root, community)
    text = main_part(client.get("/giving-back/"))
    assert "Get my link" not in text
    assert "nothing to invite" not in text
    assert text.count("<h1") == 1


def test_a_program_of_another_kind_or_none_shows_no_total(client, root, community):
    add_page(root, ProgramFactory())
    assert "No partner has been named yet." in main_part(client.get("/giving-back/"))
    PartnerPage.objects.update(program=None)
    assert "No partner has been named yet." in main_part(client.get("/giving-back/"))


def test_after_the_end_the_total_stays(client, root, community):
    add_page(root, community)
    shape.end(program=community)
    assert "Harbor &lt;Library&gt;" in main_part(client.get("/giving-back/"))
