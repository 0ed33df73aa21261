"""What comes out of the printer: every QR code is read back from the rendered PDF."""

import tracemalloc
import xml.etree.ElementTree as ET
from decimal import Decimal
from io import BytesIO
from itertools import combinations

import pypdfium2
import pytest
import zxingcpp
from django.contrib.sites.models import Site
from django.db.models import F
from PIL import Image

from oscar_referrals.flows.enroll import show_name
from oscar_referrals.selectors.cards import cards_to_print, portions_of
from oscar_referrals.sharing.card_face import CardFace, FaceMaker
from oscar_referrals.sharing.card_layout import (
    CARD_HEIGHT,
    CARD_WIDTH,
    lay_out_card,
    lay_out_insert,
    width_of,
)
from oscar_referrals.sharing.card_sheets import SHEETS, write_page, write_sheets
from oscar_referrals.sharing.card_svg import card_svg
from oscar_referrals.sharing.qr import qr_png, qr_svg
from oscar_referrals.test.factories import CustomerFactory
from tests.cards.making import make_batch, make_program

VIETNAMESE = "Nguyễn Thị Ánh mời bạn: ưu đãi đặc biệt ở quán Đông Hồ"
#: As office printers print.
DOTS_PER_INCH = 300


def make_face(**texts):
    """Return a face with texts that fill it."""
    usual = {
        "shop_name": "Harbor Coffee",
        "headline": "€10.00 off your first order",
        "facts": "For orders from €40.00, until 3 June 2027.",
        "words": "Show it to your neighbor.",
        "hint": "Scan it, or type the code in your basket.",
        "code": "ACD34FGH7",
        "address": "https://shop.example.com/r/ACD34FGH7/",
    }
    return CardFace(**usual | texts)


def pages_of(file):
    """Return each page of a PDF as a picture, as it would be printed."""
    document = pypdfium2.PdfDocument(file.read())
    return [page.render(scale=DOTS_PER_INCH / 72).to_pil() for page in document]


def decoded(picture):
    """Return what a reader finds in a picture, with where it found it.

    It looks for this kind alone: in the pattern of one it sees a micro QR code now and then.
    """
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)


def lines_of(layout, text):
    """Return the lines in which a text stands."""
    return [line.text for line in layout.lines if line.text in text]


def test_no_line_of_a_text_is_left_with_a_word_alone():
    facts = "For orders from €40.00, until 3 June 2027."
    assert lines_of(lay_out_card(make_face(facts=facts)), facts) == [
        "For orders from €40.00,",
        "until 3 June 2027.",
    ]


def test_a_figure_and_its_currency_are_never_parted():
    headline = "Nguyễn Thị Ánh tặng bạn đến 50.000\xa0₫ cho đơn đầu tiên"
    lines = lines_of(lay_out_card(make_face(headline=headline)), headline)
    assert any("50.000\xa0₫" in line for line in lines)


def test_what_has_to_be_known_is_printed_to_the_end():
    facts = (
        "For orders from €40.00, until 3 June 2027. Only for beans and grinders."
        " Once per person, as long as stocks last."
    )
    headline = "Anna gives you a free packet of Morning Blend, 500 g with your first order"
    for lay_out in (lay_out_card, lay_out_insert):
        lines = lines_of(lay_out(make_face(facts=facts, headline=headline)), facts)
        assert " ".join(lines) == facts


@pytest.mark.django_db
@pytest.mark.parametrize(("paper", "pages"), [("a4", 3), ("letter", 3)])
def test_every_code_is_read_back_from_the_rendered_sheets(paper, pages):
    Site.objects.update(domain="shop.example.com")
    batch = make_batch(number=23)
    maker = FaceMaker(batch.program, words="Hello")
    layouts = (lay_out_card(maker.face_of(card.code)) for card in cards_to_print(batch))

    printed = pages_of(write_sheets(layouts, sheet=SHEETS[paper], title="Cards"))

    found = [code.text for picture in printed for code in decoded(picture)]
    texts = batch.cards.values_list("code__text", flat=True)
    assert len(printed) == pages
    assert sorted(found) == sorted(f"http://shop.example.com/r/{text}/" for text in texts)


def test_a_sheet_has_the_size_of_its_paper_and_cards_of_85_by_55_millimeters():
    for sheet in SHEETS.values():
        layouts = [lay_out_card(make_face()) for _ in range(sheet.capacity)]
        file = write_sheets(layouts, sheet=sheet, title="Cards")
        [page] = pypdfium2.PdfDocument(file.read())
        size = tuple(round(side / 72 * 25.4, 1) for side in page.get_size())
        assert size == (sheet.width, sheet.height)
        found = decoded(page.render(scale=DOTS_PER_INCH / 72).to_pil())
        lefts = sorted({round(code.position.top_left.x / 300 * 25.4) for code in found})
        tops = sorted({round(code.position.top_left.y / 300 * 25.4) for code in found})
        assert {right - left for left, right in zip(lefts, lefts[1:], strict=False)} == {85}
        assert {low - high for high, low in zip(tops, tops[1:], strict=False)} == {55}
    assert (CARD_WIDTH, CARD_HEIGHT) == (85, 55)


@pytest.mark.parametrize("paper", SHEETS)
def test_crop_marks_stand_at_each_cut_and_outside_of_the_cards(paper):
    sheet = SHEETS[paper]
    [picture] = pages_of(write_sheets([lay_out_card(make_face())], sheet=sheet, title="Cards"))
    gray = picture.convert("L")

    def darkest(x, y):
        """Return the darkest dot within half a millimeter of a place."""
        dots = DOTS_PER_INCH / 25.4
        box = [round((side + step) * dots) for side, step in ((x, -0.5), (y, -0.5))]
        box += [round((side + step) * dots) for side, step in ((x, 0.5), (y, 0.5))]
        return min(gray.crop(box).tobytes())

    right, bottom = sheet.width - sheet.left, sheet.height - sheet.top
    for column in range(sheet.columns + 1):
        x = sheet.left + column * CARD_WIDTH
        assert darkest(x, sheet.top - 3) < 128
        assert darkest(x, bottom + 3) < 128
        assert darkest(x, sheet.top + 0.7) == 255
    for row in range(sheet.rows + 1):
        y = sheet.top + row * CARD_HEIGHT
        assert darkest(sheet.left - 3, y) < 128
        assert darkest(right + 3, y) < 128
        assert darkest(sheet.left + 0.7, y) == 255
    assert min(sheet.left, sheet.top) > 6


def test_vietnamese_is_embedded_and_can_be_copied_from_the_page():
    file = write_page(lay_out_insert(make_face(words=VIETNAMESE)), title="Insert")
    content = file.read()
    [page] = pypdfium2.PdfDocument(content)

    text = " ".join(page.get_textpage().get_text_range().split())

    assert VIETNAMESE in text
    assert "€10.00 off your first order" in text
    assert content.count(b"/FontFile2") == 2


def test_the_font_that_is_shipped_has_every_vietnamese_letter():
    from reportlab.pdfbase.ttfonts import TTFontFile

    from oscar_referrals.sharing.card_layout import BOLD, REGULAR

    letters = "ĂăÂâĐđÊêÔôƠơƯư₫" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
    for path in (REGULAR, BOLD):
        glyphs = TTFontFile(str(path)).charToGlyph
        assert [sign for sign in letters if ord(sign) not in glyphs] == []


@pytest.mark.parametrize("lay_out", [lay_out_card, lay_out_insert])
@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"headline": "Maximiliana Bartholomäa gives you €1,234,567.89 off your first order"},
        {"shop_name": "The coffee roasters of the harbor and the quarter around it " * 2},
        {"words": "W" * 90},
        {"words": VIETNAMESE, "facts": VIETNAMESE},
        {"headline": "Ánh gives you €10.00 off your first order", "words": VIETNAMESE},
        {"headline": f"{'Maximiliana ' * 3}gives you €1,234,567.89 off your first order"}
        | {"facts": "For orders from €1,234,567.89, until 30 September 2027.", "words": "Ww " * 30},
        {"address": f"https://{'long-name.' * 9}example.com/r/ACD34FGH7/"},
    ],
)
def test_nothing_leaves_the_card_or_stands_on_anything_else(lay_out, texts):
    layout = lay_out(make_face(**texts))
    [picture] = pages_of(write_page(layout, title="One"))

    dots = DOTS_PER_INCH / 25.4
    margin = round(4 * dots)
    inner = picture.convert("L").crop(
        (margin, margin, picture.width - margin, picture.height - margin)
    )
    whole = sum(1 for dot in picture.convert("L").tobytes() if dot < 128)
    assert sum(1 for dot in inner.tobytes() if dot < 128) == whole
    assert [code.text for code in decoded(picture)] == [layout.address]
    white = layout.qr_size * 0.13
    symbol = (layout.qr_x - white, layout.qr_y - white, layout.qr_x + layout.qr_size + white)
    boxes = [(*symbol, layout.qr_y + layout.qr_size + white), *map(box_of, layout.lines)]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))


def box_of(line):
    """Return the left, upper, right and lower side of a line of text."""
    width = width_of(line.text, is_bold=line.is_bold) * line.size
    left = line.x - width / 2 if line.is_centered else line.x
    return left, line.baseline - line.size * 0.76, left + width, line.baseline + line.size * 0.2


def overlap(one, other):
    """Tell whether two boxes share some paper."""
    return (one[0] < other[2] and other[0] < one[2]) and (one[1] < other[3] and other[1] < one[3])


@pytest.mark.django_db
def test_a_card_names_its_owner_if_he_agreed_and_never_a_place():
    owner = CustomerFactory()
    program = make_program()
    owned = make_batch(program, owner=owner)
    placed = make_batch(program, name="Another", place="Café Nord")
    maker = FaceMaker(program)

    assert maker.face_of(owned.cards.first().code).headline == "€10.00 off your first order"
    show_name(advocate=owned.advocate, shown_name="Anna")
    named = maker.face_of(owned.cards.first().code)
    assert named.headline == "Anna gives you €10.00 off your first order"
    assert maker.face_of(placed.cards.first().code).headline == "€10.00 off your first order"
    assert named.facts == "For orders from €40.00."


@pytest.mark.django_db
def test_blocked_cards_are_not_printed_and_a_shared_code_is_printed_so_often():
    from oscar_referrals.flows import cards

    batch = make_batch(number=3)
    cards.block_card(card=batch.cards.get(number=2))
    assert [card.number for card in cards_to_print(batch)] == [1, 3]


@pytest.mark.django_db
def test_ten_thousand_cards_are_printed_a_thousand_at_a_time():
    batch = make_batch(number=2_500)

    portions = [(portion.first, portion.last) for portion in portions_of(batch)]
    assert portions == [(1, 1000), (1001, 2000), (2001, 3000)]
    batch.cards.filter(number__range=(1001, 2000)).update(number=F("number") + 10_000)
    assert [portion.first for portion in portions_of(batch)] == [1, 2001, 11_001]


def test_each_sheet_takes_little_memory():
    layouts = (
        lay_out_card(make_face(code=f"ACD3{number:05}", address=f"https://shop.example/{number}"))
        for number in range(200)
    )
    tracemalloc.start()
    file = write_sheets(layouts, sheet=SHEETS["a4"], title="Many")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(pypdfium2.PdfDocument(file.read())) == 20
    assert peak < 8_000_000, peak


def test_an_svg_card_shows_the_same_and_runs_nothing():
    face = make_face(words="<script>alert(1)</script> & more")

    drawing = card_svg(lay_out_card(face))

    root = ET.fromstring(drawing)  # noqa: S314 - our own
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "ACD 34F GH7" in texts
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert (root.get("width"), root.get("height")) == ("85.0mm", "55.0mm")
    assert "style=" not in drawing
    assert "<script" not in drawing


def test_a_single_qr_code_is_read_back_from_its_picture():
    address = make_face().address

    [found] = decoded(Image.open(BytesIO(qr_png(address))).convert("L"))

    assert found.text == address
    assert ET.fromstring(qr_svg(address)).tag.endswith("svg")  # noqa: S314 - our own


@pytest.mark.django_db
def test_a_card_says_what_a_benefit_other_than_money_needs_and_its_limit():
    free = make_batch(make_program(friend_benefit="shipping", friend_value=Decimal("5.00")))
    face = FaceMaker(free.program).face_of(free.cards.first().code)
    assert face.headline == "Free shipping with your first order"
    assert face.facts == "For orders from €40.00. Shipping is free up to €5.00."

    pair = make_batch(
        make_program(friend_benefit="two_for_one", friend_value=Decimal("15.00"), minimum=0)
    )
    face = FaceMaker(pair.program).face_of(pair.cards.first().code)
    assert face.headline == "Two for the price of one with your first order"
    assert face.facts == (
        "2 pieces of whatever you like have to be in the basket. A piece is free up to €15.00."
    )
