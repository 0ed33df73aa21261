"""What other sites show when somebody shares the page."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model

from oscar_referrals.flows import shape
from oscar_referrals.models import Advocate
from oscar_referrals.test.factories import ProgramFactory
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_addresses import UNKNOWN_CODE
from wagtail_referrals import pictures
from wagtail_referrals.pictures import draw_picture


def tags(response):
    """Return the page's link preview: property to content."""
    found = re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', response.text)
    return dict(found)


def path_of(address):
    assert address.startswith("http://localhost/")
    return address.removeprefix("http://localhost")


def png_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    return Image.open(BytesIO(response.content))


@pytest.fixture
def editors_picture(db):
    file = BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(file, format="PNG")
    return get_image_model().objects.create(
        title="Cups", file=ContentFile(file.getvalue(), name="cups.png")
    )


def test_without_the_editors_words_the_program_speaks(client, landing, code):
    everybody = tags(client.get("/invite/"))
    assert everybody["og:title"] == "Give €10.00, get €10.00"
    assert everybody["og:description"] == "€10.00 off an order from €40.00."
    friend = tags(client.get(f"/invite/{code}/"))
    assert friend["og:title"] == "Anna gives you €10.00 off your first order"
    assert friend["og:description"] == "For orders from €40.00."


def test_a_link_that_is_shared_on_keeps_its_code(client, landing, code):
    assert tags(client.get(f"/invite/{code}/"))["og:url"] == f"http://localhost/invite/{code}/"
    assert tags(client.get("/invite/"))["og:url"] == "http://localhost/invite/"


def test_search_engines_are_sent_to_the_page_itself(client, landing, code):
    canonical = '<link rel="canonical" href="http://localhost/invite/">'
    noindex = '<meta name="robots" content="noindex">'
    friend, everybody = client.get(f"/invite/{code}/").text, client.get("/invite/").text
    assert (canonical in friend, noindex in friend) == (True, True)
    assert (canonical in everybody, noindex in everybody) == (True, False)
    assert noindex in client.get(f"/invite/{UNKNOWN_CODE}/").text


def test_the_editors_words_and_picture_come_first(client, root, program, code, editors_picture):
    add_landing(
        root,
        program,
        share_title='Coffee & "friends" <b>',
        share_text="For everybody who gets up early.",
        share_picture=editors_picture,
    )
    found = tags(client.get(f"/invite/{code}/"))
    assert found["og:title"] == "Coffee &amp; &quot;friends&quot; &lt;b&gt;"
    assert found["og:description"] == "For everybody who gets up early."
    assert found["og:image"].startswith("http://localhost/media/images/cups.")
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert png_of_file(editors_picture).size == (1200, 630)


def png_of_file(picture):
    return Image.open(picture.renditions.get().file)


def test_a_picture_whose_file_is_gone_is_drawn(client, root, program, editors_picture):
    editors_picture.file.storage.delete(editors_picture.file.name)
    add_landing(root, program, share_picture=editors_picture)
    address = tags(client.get("/invite/"))["og:image"]
    assert png_of(client.get(path_of(address))).size == (1200, 630)


def test_a_drawn_picture_may_be_cached_and_names_nobody(client, landing, code):
    friend, everybody = client.get(f"/invite/{code}/"), client.get("/invite/")
    pictures_of_both = []
    for page in (friend, everybody):
        address = tags(page)["og:image"].replace("&amp;", "&")
        assert code not in address
        response = client.get(path_of(address))
        assert png_of(response).size == (1200, 630)
        assert response["Cache-Control"] == "public, max-age=86400"
        assert not response.cookies
        pictures_of_both.append(response.content)
    assert pictures_of_both[0] != pictures_of_both[1]


def test_new_figures_are_a_new_picture(client, landing, program):
    old = tags(client.get("/invite/"))["og:image"]
    terms = {
        "currency": "EUR",
        "friend_value": Decimal("15.00"),
        "reward_value": Decimal("5.00"),
    }
    shape.change_terms(program=program, terms=terms)
    new = tags(client.get("/invite/"))["og:image"]
    assert new != old
    assert client.get(path_of(old)).content == client.get(path_of(new)).content


def test_the_picture_survives_a_page_without_a_program(client, orphan):
    address = tags(client.get("/invite/"))["og:image"]
    assert png_of(client.get(path_of(address))).size == (1200, 630)


def test_a_name_that_is_hostile_is_only_text(client, landing, code):
    Advocate.objects.update(shown_name='"><script>alert(1)</script>')
    response = client.get(f"/invite/{code}/")
    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "words",
    [
        ("Shop", "Give €10.00, get 15%", "From €40.00"),
        ("", "", ""),
        ("N" * 500, "W" * 500, "F" * 500),
        ("Shop", "ab " * 400, ""),
        ("Quán", "Tặng bạn 50.000 ₫", "Từ 200.000 ₫"),
        ("\x00", "\U0001f600 \u202e", "\ud7ff"),
    ],
)
def test_every_text_can_be_drawn(words):
    picture = Image.open(BytesIO(draw_picture(*words)))
    assert picture.size == (1200, 630)


def test_without_a_font_that_has_all_signs_there_are_no_words(monkeypatch):
    with_words = draw_picture("Shop", "Coffee", "")
    draw_picture.cache_clear()
    monkeypatch.setattr(pictures, "_FONTS", ("no-such-font.ttf",))
    without = draw_picture("Shop", "Coffee", "")
    draw_picture.cache_clear()
    assert without != with_words
    assert without == draw_picture("", "", "")


def test_a_font_of_the_shops_own_is_used(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "_FONTS", ())
    settings.OSCAR_REFERRALS_PICTURE_FONT = str(tmp_path / "missing.ttf")
    assert pictures._find_font("Coffee") is None
    settings.OSCAR_REFERRALS_PICTURE_FONT = "DejaVuSans-Bold.ttf"
    assert pictures._find_font("Coffee") is not None


def test_two_programs_have_two_pictures(client, root):
    for number, slug in enumerate(("one", "two"), start=1):
        add_landing(root, ProgramFactory(friend_value=Decimal(number)), slug=slug)
    first, second = (tags(client.get(f"/{slug}/"))["og:image"] for slug in ("one", "two"))
    assert client.get(path_of(first)).content != client.get(path_of(second)).content
