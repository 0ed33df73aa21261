"""The pages of cards on a phone and at a desk, in a real browser."""

import pytest
from playwright.sync_api import expect

from oscar_referrals.flows import cards
from oscar_referrals.test.factories import CustomerFactory
from tests.cards.making import make_batch, make_program, scan, use
from tests.cards.test_inserts import order_of
from tests.plugins.browser import accessibility_violations, scrolls_sideways
from tests.types.test_pages_browser import OSCARS_OWN, assert_good, signed_in_page

__all__ = ["signed_in_page"]


@pytest.mark.django_db(transaction=True)
def test_every_page_about_cards_is_good(signed_in_page):
    program = make_program(name="Seen around the harbor and in the quarter behind it")
    assert_good(signed_in_page, f"/dashboard/referrals/programs/{program.pk}/cards/")
    batch = make_batch(program, place="Café Nord", number=12)
    owned = make_batch(program, name="Anna's cards", owner=CustomerFactory())
    cards.print_insert(program=program, order_id=order_of(CustomerFactory()).pk)
    scan(batch.cards.first())
    use(owned.cards.first())
    cards.replace_card(card=batch.cards.get(number=2))
    cards.block_batch(batch=owned)
    inserts = program.card_batches.get(name="")

    for path in (
        f"programs/{program.pk}/cards/",
        f"programs/{program.pk}/cards/create/",
        f"cards/{batch.pk}/",
        f"cards/{owned.pk}/",
        f"cards/{inserts.pk}/",
    ):
        assert_good(signed_in_page, f"/dashboard/referrals/{path}")
    picture = signed_in_page.locator(".referral-sample img")
    assert picture.evaluate("image => image.naturalWidth") > 0


@pytest.mark.django_db(transaction=True)
def test_a_place_is_named_on_the_friends_page(page):
    card = make_batch(place="Café Nord").cards.first()

    page.goto(f"/invitation/{card.code.text}/")

    expect(page.get_by_text("Seen at Café Nord")).to_be_visible()
    assert accessibility_violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.django_db(transaction=True)
def test_cards_are_made_with_the_keyboard_and_found_again(signed_in_page):
    program = make_program()
    page = signed_in_page
    page.goto(f"/dashboard/referrals/programs/{program.pk}/cards/create/")
    page.get_by_label("Name").first.fill("Café Nord, June")
    page.get_by_label("How many cards").fill("4")
    page.get_by_label("Place").fill("Café Nord")
    page.get_by_label("Words on the card").fill("Ask for the harbor blend.")
    page.get_by_label("Words on the card").press("Enter")

    expect(page.get_by_text("The cards are made.")).to_be_visible()
    page.locator("summary", has_text="It is lost").first.click()
    page.get_by_role("button", name="Replace").first.click()
    expect(page.get_by_text("in place of card 1")).to_be_visible()
    violations = [line for line in accessibility_violations(page) if line != OSCARS_OWN]
    assert violations == []
