"""Hostile words go through every door for words, and come out as plain text everywhere."""

import csv
import unicodedata
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape
from oscar.core.loading import get_model

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll, review
from oscar_referrals.flows.appeal import answer_appeal, make_appeal
from oscar_referrals.flows.campaign import begin_campaign, send_in_background
from oscar_referrals.flows.message_choices import choose_message
from oscar_referrals.flows.message_texts import write_text
from oscar_referrals.flows.replace_code import replace_code, take_code_back
from oscar_referrals.flows.wishes import refuse_wish
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Advocate, CodeWish
from oscar_referrals.names import clean_words
from oscar_referrals.notify.kinds import PROMOTION, message_kind
from oscar_referrals.selectors.persons import person_behind
from oscar_referrals.spreadsheets import csv_lines
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.account.pages import signed_in

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "picture": '"><img src=x onerror=alert(1)>',
    "link": '<a href="https://evil.example/">your prize</a>',
    "address": "https://evil.example/win",
    "bidi": "Anna\u202e\u2066gnp.exe\u200f",
    "zero width": "A\u200bn\u200cn\u2060a\ufeff\u00ad",
    "header": "Anna\r\nBcc: all@example.com",
    "long": "A" * 10_000,
    "formula": "=HYPERLINK(1)",
    "braces": "{{ code }}{% now 'Y' %}{code.advocate}{0}",
    "control": "Anna\x1b[31m\x07",
}
JOINERS = {"\u200c", "\u200d"}
#: What e-mails and notifications may be made of.
TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "div", "span",
    "p", "br", "a", "strong", "img", "h1", "h2", "h3", "link",
}  # fmt: skip


class Reader(HTMLParser):
    """Notes what a browser would make of a text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.handlers = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"href", "src"}:
                self.addresses.add(urlsplit(value or "").netloc)
            if name.startswith("on"):
                self.handlers.append(value)


def faults_of(text):
    """Return what in a piece of HTML does not come from us."""
    read = Reader(text)
    return [*(read.tags - TAGS), *(read.addresses - {"", "example.com"}), *read.handlers]


def is_plain(text):
    """Tell whether a text is one line without signs that nobody can see."""
    hidden = {sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"}}
    return not hidden - JOINERS


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def words(request):
    return request.param


@pytest.fixture
def anna(db, words):
    """Somebody who writes hostile words wherever the shop lets her."""
    program = ProgramFactory(looks_at_words=True, reward_kind="voucher")
    user = CustomerFactory(email="anna@example.com", first_name=words[:100])
    client = signed_in(user)
    client.post(reverse("referral-join"), {"shown_name": words})
    client.post(reverse("referral-nickname"), {"nickname": words})
    client.post(reverse("referral-code"), {"word": words})
    if not Advocate.objects.exists():
        enroll.join(program=program, user=user, shown_name=words)
    return Advocate.objects.select_related("program", "user").get()


def let_everything_happen(anna, words):
    """Let customers and staff write the words into everything that is told to somebody."""
    staff, said = CustomerFactory(is_staff=True), clean_words(words, longest=500)
    friend = CustomerFactory(email="ben@example.com", first_name=words[:100])
    referral = place_referred_order(advocate=anna, user=friend)
    run_due()
    review.reject(referral=referral, actor=staff, words=said)
    make_appeal(referral=referral, words=words)
    answer_appeal(referral=referral, answer=said, reopens=False, actor=staff)
    wish, _is_new = CodeWish.objects.update_or_create(
        advocate=anna, defaults={"word": "ANNA", "asked_at": anna.joined_at}
    )
    refuse_wish(wish=wish, answer=said, actor=staff)
    take_code_back(advocate=anna, words=said, actor=staff)
    with pytest.raises(Refused):
        replace_code(advocate=anna, word="x" * 20 + words)
    choose_message(person_behind(anna), kind=message_kind(PROMOTION), is_wanted=True)
    campaign = begin_campaign(
        program=anna.program,
        name="News",
        kind=PROMOTION,
        segment="all",
        subject=words[:120],
        text=words[:2000],
    )
    send_in_background(campaign)
    html = "<p>{why}</p>"
    write_text(kind="referral_ended", language="en-gb", subject="{why}", text="{why}", html=html)
    run_due()


def test_hostile_words_are_only_text_in_every_message(anna, words):
    let_everything_happen(anna, words)
    assert len(mail.outbox) >= 8
    for letter in mail.outbox:
        message = letter.message()
        assert message["Bcc"] is None
        assert "\n" not in letter.subject
        assert is_plain(letter.subject), letter.subject
        assert len(letter.subject) <= 255
        [(html, _type)] = letter.alternatives
        assert faults_of(html) == [], letter.subject
    notifications = get_model("communication", "Notification").objects.all()
    assert notifications.count() >= 8
    for notification in notifications:
        assert faults_of(notification.subject + notification.body) == []
        assert len(notification.subject) <= 255
    for page in ("referral-account", "customer:notifications-inbox"):
        text = signed_in(anna.user).get(reverse(page)).text
        assert words not in text or escape(words) == words


def test_a_name_that_friends_see_is_one_line_without_invisible_signs_and_addresses(anna, words):
    for name in (anna.shown_name, anna.nickname):
        assert is_plain(name)
        assert not JOINERS & set(name)
        assert len(name) <= 40
        assert "evil.example" not in name
        assert "<" not in name


def test_hostile_words_are_no_formula_in_a_table(words):
    lines = "".join(csv_lines(header=["name"], rows=[[words], [Decimal("-1.00")]]))
    [_header, [cell], [amount]] = list(csv.reader(lines.splitlines(keepends=True)))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    assert amount == "-1.00"
