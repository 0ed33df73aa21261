"""The staff's pages of cards, and the box on Oscar's page of an order."""

import sys
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from oscar_referrals.dashboard.views import card_files
from oscar_referrals.flows import cards
from oscar_referrals.models import Card, CardBatch, ProgramKind
from oscar_referrals.selectors import cards as selectors_of_cards
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from tests.cards.making import make_batch, make_program, scan, use
from tests.cards.reading import QR, addresses_of, content, read_pages
from tests.cards.test_inserts import order_of
from tests.dashboard.conftest import signed_in, told
from tests.types.test_gifts import make_customers, make_drop
from tests.types.test_gifts import make_program as make_gift_program
from tests.types.test_gifts import use as use_gift

pytestmark = pytest.mark.django_db

ENTERED = {
    "name": "Café Nord, June",
    "number": "3",
    "codes": "each",
    "place": "Café Nord",
    "owner": "",
    "words": "Ask for the harbor blend.",
    "print_cost": "12.50",
}


def address(name, **kwargs):
    """Return the address of a page by name."""
    return reverse(name, kwargs=kwargs)


def test_cards_are_made_listed_and_read(printer):
    program = make_program()

    page = printer.post(address("referral-batch-create", pk=program.pk), ENTERED, follow=True)
    batch = CardBatch.objects.get()

    assert (batch.print_cost, batch.currency, batch.cards.count()) == (Decimal("12.50"), "EUR", 3)
    assert batch.made_by is not None
    assert "The cards are made." in told(page)[0]
    assert "seen at Café Nord" in page.content.decode()
    listed = printer.get(address("referral-batch-list", pk=program.pk)).content.decode()
    assert "Café Nord, June" in listed
    assert "€12.50" in listed
    linked = printer.get(address("referral-program-detail", pk=program.pk)).content.decode()
    assert address("referral-batch-list", pk=program.pk) in linked


def test_cards_for_an_owner_are_his(printer):
    owner = CustomerFactory(email="anna@example.com")
    data = ENTERED | {"place": "", "owner": "Anna@example.com", "codes": "all", "number": "200"}

    printer.post(address("referral-batch-create", pk=make_program().pk), data)

    batch = CardBatch.objects.get()
    assert batch.advocate.user == owner
    assert batch.cards.get().copies == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "10001"}, "less than or equal to 10000"),
        ({"owner": "nobody@example.com", "place": ""}, "No customer has an account"),
        ({"owner": "owner@example.com"}, "to an owner or to a place, not to both"),
        ({"place": "www.example.com"}, "a plain name, not an address"),
        ({"print_cost": "-1"}, "greater than or equal to 0"),
        ({"name": "\u202egnp"}, "Please use visible signs only."),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_prints_nothing(printer, change, sentence):
    CustomerFactory(email="owner@example.com")
    program = make_program()

    page = printer.post(address("referral-batch-create", pk=program.pk), ENTERED | change)

    assert sentence in page.content.decode()
    assert not Card.objects.exists()


def test_pressing_twice_makes_the_cards_once(printer):
    program = make_program()
    for _ in range(2):
        page = printer.post(address("referral-batch-create", pk=program.pk), ENTERED)

    assert "Cards with this name were made already." in page.content.decode()
    assert Card.objects.count() == 3


def test_the_figures_of_a_batch_are_on_its_page(printer):
    batch = make_batch(owner=CustomerFactory(), print_cost=Decimal("8.00"))
    scan(batch.cards.first())
    use(batch.cards.first())

    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()

    for words in ("<strong>1</strong> scanned", "<strong>1</strong> ordered", "€40.00", "€8.00"):
        assert words in page
    assert "5.0 times" in page


def test_an_order_is_traced_back_to_its_card(printer):
    referral = use(make_batch().cards.get(number=2))

    page = printer.get(address("referral-detail", pk=referral.pk)).content.decode()

    assert "card 2 of Café Nord, June</a>" in page
    assert "the shop (the shop itself)" in page


def test_cards_that_share_a_code_are_one_full_sheet(printer):
    batch = make_batch(number=300, has_own_codes=False)

    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()
    response = printer.get(address("referral-batch-sheets", pk=batch.pk, paper="letter"))

    assert "All cards are alike" in page
    assert [len(codes) for codes in read_pages(response)] == [9]


def test_many_cards_are_several_files(printer, monkeypatch):
    monkeypatch.setattr(selectors_of_cards, "PORTION", 4)
    monkeypatch.setattr(card_files, "PORTION", 4)
    batch = make_batch(number=10)

    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()
    sheets = address("referral-batch-sheets", pk=batch.pk, paper="a4")

    assert "Cards 5 to 8" in page
    read = [
        code
        for first in ("1", "5", "9")
        for codes in read_pages(printer.get(sheets, {"first": first}))
        for code in codes
    ]
    assert sorted(read) == sorted(set(addresses_of(batch)))
    assert len(read) == 10


def test_the_sheets_hold_every_card_that_works(printer):
    batch = make_batch(number=12)
    cards.block_card(card=batch.cards.get(number=5))

    response = printer.get(address("referral-batch-sheets", pk=batch.pk, paper="a4"))

    assert response["Content-Type"] == "application/pdf"
    assert "cafe-nord-june-a4.pdf" in response["Content-Disposition"]
    read = [code for codes in read_pages(response) for code in codes]
    assert sorted(read) == sorted(addresses_of(batch))
    assert len(read) == 11


def test_gifts_that_can_still_be_used_are_cards_too(printer):
    make_customers()
    drop = make_drop(make_gift_program())
    used, unused = drop.gifts.all()
    use_gift(used)

    page = printer.get(address("referral-drop-detail", pk=drop.pk)).content.decode()
    response = printer.get(address("referral-drop-sheets", pk=drop.pk, paper="letter"))

    [sheet] = pypdfium2.PdfDocument(content(response))
    [found] = zxingcpp.read_barcodes(sheet.render(scale=4).to_pil(), formats=QR)
    assert found.text == f"http://example.com/r/{unused.code.text}/"
    assert "€15.00 off your first order" in " ".join(sheet.get_textpage().get_text_range().split())
    assert address("referral-drop-sheets", pk=drop.pk, paper="a4") in page


def test_a_card_and_its_qr_code_are_files_of_their_own(printer):
    card = make_batch().cards.first()

    for name, kind, begins in (
        ("referral-card-file", "svg", b"<?xml"),
        ("referral-card-file", "pdf", b"%PDF"),
        ("referral-card-qr", "svg", b"<?xml"),
        ("referral-card-qr", "png", b"\x89PNG"),
    ):
        response = printer.get(address(name, pk=card.pk, kind=kind))
        assert content(response).startswith(begins)
    for name in ("referral-card-file", "referral-card-qr"):
        assert printer.get(address(name, pk=card.pk, kind="exe")).status_code == 404
    assert (
        printer.get(address("referral-batch-sheets", pk=card.batch_id, paper="a3")).status_code
        == 404
    )
    cards.block_card(card=card)
    assert printer.get(address("referral-card-file", pk=card.pk, kind="pdf")).status_code == 404


def test_without_the_packages_a_sentence_says_what_is_missing(printer, monkeypatch):
    batch = make_batch()
    order = order_of()
    cards.print_insert(program=batch.program, order_id=order.pk)
    for name in [name for name in sys.modules if name.startswith("reportlab")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "reportlab", None)

    for page in (
        address("referral-batch-sheets", pk=batch.pk, paper="a4"),
        address("referral-batch-archive", pk=batch.pk, paper="a4"),
        address("referral-card-file", pk=batch.cards.first().pk, kind="pdf"),
        address("referral-insert-file", pk=order.pk),
    ):
        assert "PDF files need more packages" in told(printer.get(page, follow=True))[0]
    drawing = address("referral-card-file", pk=batch.cards.first().pk, kind="svg")
    assert printer.get(drawing).status_code == 200


def test_a_lost_card_is_found_by_its_code_and_replaced(printer):
    batch = make_batch(number=60)
    lost = batch.cards.get(number=7)
    detail = address("referral-batch-detail", pk=batch.pk)
    spoken = " ".join(lost.code.text.lower()[at : at + 3] for at in range(0, 9, 3))
    found = printer.get(detail, {"card": spoken})
    assert [card.pk for card in found.context["cards"]] == [lost.pk]

    page = printer.post(address("referral-card-replace", pk=lost.pk), follow=True)

    assert "Card 7 is blocked, card 61 takes its place." in told(page)
    assert "in place of card 7" in page.content.decode()
    old = printer.get(detail, {"card": "7"}).content.decode()
    assert "replaced by card 61" in old
    assert "Page 1 of 2" in " ".join(printer.get(detail).content.decode().split())
    assert "No card of this batch" in printer.get(detail, {"card": "none"}).content.decode()


def test_a_card_and_then_a_whole_batch_is_blocked(printer):
    batch = make_batch()
    first = batch.cards.first()

    printer.post(address("referral-card-block", pk=first.pk))
    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()
    assert "1 of them is blocked." in page

    printer.post(address("referral-batch-block", pk=batch.pk))
    refused = printer.post(address("referral-card-replace", pk=first.pk), follow=True)

    assert "The cards of this batch are blocked." in told(refused)
    assert scan(batch.cards.last()).status_code == 404
    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()
    assert "there is nothing to print" in page


def test_the_print_cost_is_written_down_or_refused(printer):
    batch = make_batch()
    page = address("referral-batch-cost", pk=batch.pk)

    printer.post(page, {"print_cost": "80.25"})
    refused = printer.post(page, {"print_cost": "-3"}, follow=True)

    batch.refresh_from_db()
    assert batch.print_cost == Decimal("80.25")
    assert "greater than or equal to 0" in told(refused)[-1]


def test_an_insert_is_printed_from_the_order_and_offered_again(printer):
    program = make_program(name="Elm Street")
    order = order_of(CustomerFactory())
    page = address("dashboard:order-detail", number=order.number)
    assert "Print a parcel insert" in printer.get(page).content.decode()

    response = printer.post(
        address("referral-insert-print", pk=order.pk), {"program": program.pk}, follow=True
    )

    [sheet] = pypdfium2.PdfDocument(content(response))
    [found] = zxingcpp.read_barcodes(sheet.render(scale=4).to_pil(), formats=QR)
    card = Card.objects.get()
    assert found.text == f"http://example.com/r/{card.code.text}/"
    again = printer.get(page).content.decode()
    assert "Print it again" in again
    assert card.code.text in again
    cards.block_card(card=card)
    assert printer.get(address("referral-insert-file", pk=order.pk)).status_code == 404
    assert "is blocked" in printer.get(page).content.decode()


def test_of_several_programs_one_is_chosen_the_implicit_ones_first(printer):
    direct, implicit = ProgramFactory(name="Direct"), make_program(name="Implicit")
    order = order_of()
    page = printer.get(address("dashboard:order-detail", number=order.number)).content.decode()
    assert page.index(">Implicit</option>") < page.index(">Direct</option>")

    printer.post(address("referral-insert-print", pk=order.pk), {"program": direct.pk})

    assert Card.objects.get().batch.program == direct
    assert implicit.card_batches.count() == 0


def test_a_program_that_is_not_open_prints_no_insert(printer):
    order = order_of()
    closed = make_program(is_live=False)

    page = printer.post(
        address("referral-insert-print", pk=order.pk), {"program": closed.pk}, follow=True
    )

    assert "Please choose a program that is open." in told(page)
    assert not Card.objects.exists()
    assert printer.get(address("referral-insert-file", pk=order.pk)).status_code == 404


def test_staff_without_the_permission_read_figures_and_get_no_code(viewer):
    batch = make_batch()
    card, order = batch.cards.first(), order_of()

    assert viewer.get(address("referral-batch-list", pk=batch.program_id)).status_code == 200
    page = viewer.get(address("referral-batch-detail", pk=batch.pk))
    assert page.status_code == 200
    assert "Sheets to cut" not in page.content.decode()
    for name, kwargs, method in (
        ("referral-batch-create", {"pk": batch.program_id}, "post"),
        ("referral-batch-cost", {"pk": batch.pk}, "post"),
        ("referral-batch-block", {"pk": batch.pk}, "post"),
        ("referral-batch-sheets", {"pk": batch.pk, "paper": "a4"}, "get"),
        ("referral-card-block", {"pk": card.pk}, "post"),
        ("referral-card-replace", {"pk": card.pk}, "post"),
        ("referral-card-file", {"pk": card.pk, "kind": "svg"}, "get"),
        ("referral-card-qr", {"pk": card.pk, "kind": "svg"}, "get"),
        ("referral-insert-print", {"pk": order.pk}, "post"),
        ("referral-insert-file", {"pk": order.pk}, "get"),
    ):
        assert getattr(viewer, method)(address(name, **kwargs)).status_code == 403, name
    detail = viewer.get(address("dashboard:order-detail", number=order.number))
    assert detail.status_code == 200
    assert "Parcel insert" not in detail.content.decode()


def test_the_permission_alone_lets_no_customer_in():
    user = CustomerFactory()
    user.user_permissions.set(Permission.objects.filter(codename="add_card"))
    batch = make_batch()

    answer = signed_in(user).get(address("referral-batch-sheets", pk=batch.pk, paper="a4"))

    assert answer.status_code == 403
    stranger = Client().get(address("referral-batch-detail", pk=batch.pk))
    assert stranger.url.startswith(reverse("dashboard:login"))


def test_nothing_is_blocked_by_following_a_link(printer):
    batch = make_batch()
    card = batch.cards.first()

    for name, pk in (
        ("referral-batch-block", batch.pk),
        ("referral-card-block", card.pk),
        ("referral-card-replace", card.pk),
        ("referral-insert-print", order_of().pk),
    ):
        assert printer.get(address(name, pk=pk)).status_code == 405


@pytest.mark.parametrize("kind", [ProgramKind.TANGIBLE, ProgramKind.COMMUNITY])
def test_other_programs_have_no_cards(printer, kind):
    program = ProgramFactory(kind=kind, code_total=1)

    assert printer.get(address("referral-batch-list", pk=program.pk)).status_code == 404
    assert printer.get(address("referral-batch-create", pk=program.pk)).status_code == 404
