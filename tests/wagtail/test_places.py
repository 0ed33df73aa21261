"""The page of a place: everybody reads what can be seen there, cards that lie there lead to it."""

import pytest

from oscar_referrals.test.factories import AdvocateFactory, code_of
from tests.cards.making import make_batch, make_program, scan
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import SeenAtPage
from wagtail_referrals.desk.contents import find_complaints


@pytest.fixture
def program(db):
    return make_program()


def add_place(root, program, *, slug="cafe-nord", **fields):
    """Publish a page for the Café Nord."""
    usual = {"title": "Café Nord", "place": "Café Nord", "introduction": "<p>Our blend, daily.</p>"}
    page = SeenAtPage(slug=slug, program=program, **usual | fields)
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def card_at(program, place, **wanted):
    """Return a card that lies at a place."""
    return make_batch(program, place=place, name=f"at {place}", **wanted).cards.first()


def test_everybody_reads_what_can_be_seen_and_what_a_card_gives(client, root, program):
    add_place(root, program)

    page = client.get("/cafe-nord/")

    text = main_part(page)
    assert "Seen at Café Nord" in text
    assert "Our blend, daily." in text
    assert "€10.00 off an order from €40.00" in text
    assert "Get my link" not in text
    assert text.count("<h1") == 1


def test_a_card_leads_to_the_page_of_its_place(client, root, program):
    add_landing(root, program, slug="invite")
    add_place(root, program)
    card = card_at(program, "café nord")

    assert scan(card)["Location"] == f"/cafe-nord/{card.code.text}/"

    page = client.get(f"/cafe-nord/{card.code.text}/")
    assert page["Cache-Control"] == "private, no-store"
    assert "Claim my €10.00" in main_part(page)


def test_cards_of_other_places_and_customers_codes_lead_elsewhere(root, program):
    add_landing(root, program, slug="invite")
    add_place(root, program)
    elsewhere, anywhere = card_at(program, "Café Süd"), card_at(program, "")
    annas = code_of(AdvocateFactory(program=program, shown_name="Café Nord"))

    assert scan(elsewhere)["Location"] == f"/invite/{elsewhere.code.text}/"
    assert scan(anywhere)["Location"] == f"/invite/{anywhere.code.text}/"
    assert scan(type("Card", (), {"code": annas}))["Location"] == f"/invite/{annas.text}/"


def test_a_page_of_a_program_that_is_over_still_tells_what_can_be_seen(client, root, program):
    add_place(root, program)
    SeenAtPage.objects.update(program=None)

    assert "Our blend, daily." in main_part(client.get("/cafe-nord/"))


def test_an_editor_is_told_that_no_cards_lie_at_the_place(root, program):
    page = add_place(root, program, place="Café Nrod")
    [complaint] = find_complaints(page)
    assert "“Café Nrod”" in complaint

    card_at(program, "Café Nrod")
    assert find_complaints(page) == []
