"""Passing a link on: each button carries its channel, and the books tell the channels apart."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from oscar_referrals.exceptions import DuplicateName
from oscar_referrals.flows.share_messages import write_message
from oscar_referrals.models import Claim, Referral, ShareMessage, Visit
from oscar_referrals.selectors.channel_figures import funnels_by_channel
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.share_panel import describe_panel
from oscar_referrals.sharing.channels import Channel, all_channels, register_channel
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import make_product, place_referred_order
from tests.account.pages import claim_address, invitation, short_link, signed_in, words_in, words_of

PAGE = reverse("referral-account")


@pytest.fixture
def referred(db) -> Referral:
    """An order that came of an invitation."""
    return place_referred_order(advocate=AdvocateFactory())


def buttons_of(page):
    """Return the address behind each button of the panel, by its label."""
    found = re.findall(r'href="([^"]+)" target="_blank"[^>]*>([^<]+)<', page)
    return {label: html.unescape(address) for address, label in found}


def test_every_button_carries_the_text_and_the_link_of_its_channel(annas_browser, code):
    link = f"http://example.com{short_link(code)}"
    text = "I shop at Harbor Lane Coffee. For you: €10.00 off, for an order from €40.00."
    buttons = buttons_of(annas_browser.get(PAGE).text)

    assert list(buttons) == [
        "WhatsApp", "E-mail", "Text message", "Telegram", "Facebook", "X", "LinkedIn"
    ]  # fmt: skip
    said = {label: parse_qs(urlsplit(address).query) for label, address in buttons.items()}
    assert said["WhatsApp"] == {"text": [f"{text}\n{link}wa/"]}
    assert said["E-mail"] == {
        "subject": ["€10.00 off at Harbor Lane Coffee"],
        "body": [f"{text}\n{link}em/"],
    }
    assert said["Text message"] == {"body": [f"{text}\n{link}sm/"]}
    assert said["Telegram"] == {"url": [f"{link}tg/"], "text": [text]}
    assert said["Facebook"] == {"u": [f"{link}fb/"]}
    assert said["X"] == {"text": [text], "url": [f"{link}x/"]}
    assert said["LinkedIn"] == {"url": [f"{link}in/"]}


def test_the_channel_goes_with_the_friend_to_the_claim(visitor, code):
    response = visitor.get(f"{short_link(code)}wa/")
    assert response["Location"] == f"{invitation(code)}?via=wa"
    page = visitor.get(response["Location"]).text
    fields = dict(re.findall(r'type="hidden" name="(attempt|via)" value="([^"]*)"', page))
    visitor.post(claim_address(code), fields)

    assert Visit.objects.get().channel == "whatsapp"
    assert Claim.objects.get().channel == "whatsapp"


@pytest.mark.parametrize("mark", ["zz", "WA", "whatsapp", "w a", "<b>", "x" * 300])
def test_a_channel_that_nobody_knows_counts_as_none(visitor, code, mark):
    response = visitor.get(f"{short_link(code)}{mark}/")
    assert response["Location"] == invitation(code)
    visitor.post(claim_address(code), {"via": mark})

    assert Visit.objects.get().channel == "direct"
    assert Claim.objects.get().channel == "direct"


def test_a_dead_code_answers_alike_in_every_channel(visitor, code):
    plain = visitor.get(short_link("NOBODY77")).content
    assert visitor.get(f"{short_link('NOBODY77')}wa/").content == plain


def test_the_funnel_is_told_by_channel(referred, visitor):
    Claim.objects.update(channel="whatsapp")
    code = referred.claim.code
    visitor.get(f"{short_link(code.text)}wa/")
    visitor.get(f"{short_link(code.text)}em/")

    rows = {
        channel: (funnel.visitors, funnel.claims, funnel.orders, funnel.kept)
        for channel, funnel in funnels_by_channel(referred.program)
    }
    assert rows == {"whatsapp": (1, 1, 1, 1), "email": (1, 0, 0, 0)}


def test_staff_write_a_text_for_a_channel_and_one_for_all(annas_browser, anna):
    words = {"program": anna.program, "language": "en", "subject": ""}
    write_message(**words, channel="", text="Try {shop}, {benefit}.")
    write_message(**words, channel="telegram", text="{code} gives you {benefit} from {minimum}")

    buttons = buttons_of(annas_browser.get(PAGE).text)
    code = anna.codes.get().text
    assert parse_qs(urlsplit(buttons["X"]).query)["text"] == ["Try Harbor Lane Coffee, €10.00 off."]
    telegram = parse_qs(urlsplit(buttons["Telegram"]).query)["text"]
    assert telegram == [f"{code} gives you €10.00 off from €40.00"]


def test_a_text_of_another_language_is_not_used(annas_browser, anna):
    write_message(program=anna.program, channel="", language="de", subject="", text="Probier es.")
    assert "Probier" not in annas_browser.get(PAGE).text
    offer = describe_offer(anna.program)
    with override("de-at"):
        panel = describe_panel(code=anna.codes.get(), program_id=anna.program_id, offer=offer)
    assert panel.device.text == "Probier es."


def test_an_empty_text_brings_the_usual_one_back(anna):
    place = {"program": anna.program, "channel": "", "language": "en", "subject": ""}
    write_message(**place, text="Try it.")
    write_message(**place, text=" ")
    assert not ShareMessage.objects.exists()


@pytest.mark.parametrize(
    "text", ["{name}", "{code.pk}", "{code!r}", "{shop:>9999999}", "{", "}", "{0}", "{}"]
)
def test_braces_hold_known_names_and_nothing_else(db, text):
    program = ProgramFactory()
    with pytest.raises(ValidationError):
        write_message(program=program, channel="", language="en", subject="", text=text)
    assert not ShareMessage.objects.exists()


def test_hostile_words_stay_inside_the_address_of_their_button(annas_browser, anna):
    hostile = '"><script>alert(1)</script>&url=https://evil.example'
    write_message(program=anna.program, channel="", language="en", subject="", text=hostile)
    page = annas_browser.get(PAGE).text
    assert "<script>alert" not in page
    telegram = parse_qs(urlsplit(buttons_of(page)["Telegram"]).query)
    assert telegram["text"] == [hostile]
    assert len(telegram["url"]) == 1


def test_a_product_is_shared_with_the_advocates_own_link(annas_browser, code):
    product = make_product()
    response = annas_browser.get(reverse("referral-share"), {"to": product.pk})
    link = f"http://example.com{short_link(code)}"
    assert f'value="{link}?to={product.pk}"' in response.text
    whatsapp = parse_qs(urlsplit(buttons_of(response.text)["WhatsApp"]).query)["text"][0]
    assert whatsapp.endswith(f"{link}wa/?to={product.pk}")


@pytest.mark.parametrize("wanted", ["", "0", "nothing", "https://evil.example/"])
def test_what_is_no_product_is_not_shared(annas_browser, wanted):
    response = annas_browser.get(reverse("referral-share"), {"to": wanted})
    assert (response.status_code, response["Location"]) == (303, PAGE)


def test_a_visitor_comes_back_to_the_product_after_signing_in(visitor, anna):
    product = make_product()
    response = visitor.get(reverse("referral-share"), {"to": product.pk})
    asked_for = f"{reverse('referral-share')}?to={product.pk}"
    assert parse_qs(urlsplit(response["Location"]).query) == {"next": [asked_for]}


def test_who_does_not_invite_yet_is_asked_to_join_before_sharing(ben):
    ProgramFactory()
    response = signed_in(ben).get(reverse("referral-share"), {"to": make_product().pk})
    assert (response.status_code, response["Location"]) == (303, PAGE)


def test_the_badge_says_what_the_code_gives_and_counts_nobody(visitor, code):
    response = visitor.get(reverse("referral-badge", kwargs={"code": code}))
    assert response["Content-Type"] == "image/svg+xml"
    assert words_of(response) == "€10.00 off Harbor Lane Coffee"
    assert not Visit.objects.exists()


def test_the_badge_of_a_dead_code_tells_nothing(visitor, code):
    answers = {
        visitor.get(reverse("referral-badge", kwargs={"code": text})).text
        for text in ("NOBODY77", "x" * 200)
    }
    assert len(answers) == 1
    assert words_in(answers.pop()) == "Harbor Lane Coffee"


def test_the_lines_for_a_website_lead_to_the_badges_own_link(annas_browser, code):
    page = annas_browser.get(PAGE).text
    lines = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
    assert lines.startswith(f'<a href="http://example.com{short_link(code)}bg/"><img src="')


def test_hostile_words_stay_inside_the_lines_for_a_website(annas_browser, anna):
    write_message(
        program=anna.program, channel="", language="en", subject='"><b onload=x>', text="Try it."
    )
    page = annas_browser.get(PAGE).text
    lines = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
    assert 'alt="&quot;&gt;&lt;b onload=x&gt;"' in lines


def test_no_two_channels_share_a_name_or_a_mark():
    marks = [channel.mark for channel in all_channels()]
    assert len(set(marks)) == len(marks)
    for twin in ({"key": "whatsapp", "mark": "w2"}, {"key": "w2", "mark": "wa"}):
        with pytest.raises(DuplicateName):
            register_channel(Channel(label="Twin", **twin))
    with pytest.raises(DuplicateName):
        register_channel(Channel(key="direct", mark="dd", label="Twin"))
