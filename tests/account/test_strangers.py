"""What somebody learns who tries codes: nothing. And nothing he sends breaks a page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from oscar_referrals.codes import generate_code
from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Budget, Claim, Code, Visit
from tests.account.pages import claim_address, invitation, short_link, signed_in, words_of

NOT_VALID = "This invitation is no longer valid."
# A control sign, as a web server hands it on: the bytes of a header, read as Latin-1.
RIGHT_TO_LEFT = "\u202e".encode().decode("latin-1")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def leave(advocate):
    enroll.leave(advocate=advocate)


def pause(advocate):
    shape.pause(program=advocate.program)


def end(advocate):
    shape.end(program=advocate.program)


def run_out(advocate):
    shape.reschedule(program=advocate.program, name="Old", starts_at=None, ends_at=LONG_AGO)


def wait(advocate):
    tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
    shape.reschedule(program=advocate.program, name="New", starts_at=tomorrow, ends_at=None)


def retire(advocate):
    Code.objects.filter(advocate=advocate).update(retired_at=LONG_AGO)


def use_up(advocate):
    Budget.objects.filter(program=advocate.program).update(cap=0)


WAYS_TO_DIE = {
    pause: "The shop has paused invitations. Your link works again as soon as they go on.",
    end: "Invitations have ended. What your friends ordered still counts.",
    run_out: "Invitations have ended. What your friends ordered still counts.",
    wait: "Invitations have not started yet. Your link works once they do.",
    leave: "This code is no longer in use, because you left or got a new one.",
    retire: "This code is no longer in use, because you left or got a new one.",
    use_up: "All invitations are used up for now.",
}


def answers(client, code):
    """Return everything that a visitor gets for a code: status, headers and body of each page."""
    responses = (
        client.get(short_link(code)),
        client.get(invitation(code)),
        client.post(claim_address(code)),
    )
    return [
        (response.status_code, sorted(response.headers.items()), response.content)
        for response in responses
    ]


@pytest.mark.parametrize("die", WAYS_TO_DIE, ids=lambda die: die.__name__)
def test_every_code_that_does_not_work_gets_the_same_answer(visitor, anna, code, die):
    die(anna)
    for other in (generate_code(), "NO-SUCH-CODE", "x"):
        assert answers(visitor, code) == answers(visitor, other)
    assert answers(visitor, code.lower()) == answers(visitor, code)
    assert {status for status, _headers, _body in answers(visitor, code)} == {404}
    assert NOT_VALID in words_of(visitor.get(invitation(code)))
    assert not Visit.objects.exists()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("die", WAYS_TO_DIE, ids=lambda die: die.__name__)
def test_the_owner_reads_the_reason_and_finds_his_page(annas_browser, anna, code, die):
    die(anna)
    response = annas_browser.get(invitation(code))
    assert response.status_code == 404
    assert WAYS_TO_DIE[die] in words_of(response)
    assert 'href="/account/invite/"' in response.content.decode()


def test_another_customer_reads_no_reason(ben, anna, code):
    pause(anna)
    assert answers(signed_in(ben), code) == answers(signed_in(ben), generate_code())


@pytest.mark.parametrize("address", [short_link, invitation, claim_address])
def test_pages_with_a_code_are_kept_by_nobody_and_framed_by_nobody(visitor, code, address):
    for text in (code, "UNKNOWN"):
        response = visitor.get(address(text))
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "object-src 'none'; frame-ancestors 'none'"
        )


def test_static_files_of_another_host_are_allowed_and_nothing_else_of_it(visitor, code, settings):
    settings.MEDIA_URL = "https://files.example.com/media/"
    policy = visitor.get(invitation(code))["Content-Security-Policy"]
    assert "img-src 'self' https://files.example.com data:" in policy
    assert "connect-src 'self';" in policy


def test_too_many_tries_answer_429_whether_the_code_works_or_not(visitor, code, settings):
    settings.OSCAR_REFERRALS_CLAIMS_PER_MINUTE = 2
    assert [visitor.post(claim_address(code)).status_code for _ in range(2)] == [303, 303]
    blocked = [visitor.post(claim_address(text)) for text in (code, generate_code())]
    assert [response.status_code for response in blocked] == [429, 429]
    assert blocked[0].content == blocked[1].content == visitor.get(invitation("X")).content
    assert Claim.objects.count() == 1


HOSTILE_CODES = [
    "\0",
    "%00",
    "A" * 1_000_000,
    "' OR 1=1 --",
    "<script>alert(1)<script>",
    "\u202egnp.exe",
    "\u200b\u2066\U000e0041",
    "ＭＺ７Ｖ６ＴＰ９Ｍ",
    "ß" * 9,
    "{{ code }}",
    "\r\nSet-Cookie: ref=1",
    "..",
    "%ED%A0%80",
    "\ufdfa" * 64,
]


@pytest.mark.parametrize("text", HOSTILE_CODES, ids=range(len(HOSTILE_CODES)))
def test_a_hostile_code_gets_the_calm_page(visitor, db, text):
    for response in (
        visitor.get(short_link(text)),
        visitor.get(invitation(text)),
        visitor.post(claim_address(text)),
    ):
        assert response.status_code == 404
        assert NOT_VALID in words_of(response)


class AnyText(TestCase):
    """Hypothesis needs a test case of its own to undo what each example wrote."""

    @hypothesis_settings(max_examples=60)
    @given(st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1))
    def test_no_text_breaks_the_invitation(self, text: str) -> None:
        assert Client().get(invitation(text)).status_code == 404


@pytest.mark.parametrize(
    "value", ["x", "", "A" * 5000, RIGHT_TO_LEFT, "eyJ4IjoxfQ:1tXXXX:forged", '"quoted"', "a\tb"]
)
def test_a_broken_cookie_is_ignored_and_deleted(visitor, code, value):
    visitor.cookies["ref"] = value
    response = visitor.get(invitation(code))
    assert response.status_code == 200
    if value:
        assert response.cookies["ref"]["max-age"] == 0
    assert visitor.post(claim_address(code)).status_code == 303


def test_a_cookie_of_another_key_is_deleted(visitor, code, settings):
    visitor.post(claim_address(code))
    settings.SECRET_KEY = "another"
    response = visitor.get(invitation(code))
    assert response.status_code == 200
    assert response.cookies["ref"]["max-age"] == 0


def test_a_good_cookie_stays(visitor, code):
    visitor.post(claim_address(code))
    assert "ref" not in visitor.get(invitation(code)).cookies


def test_without_a_token_against_forgery_nothing_is_claimed(code):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = RIGHT_TO_LEFT
    for data in ({}, {"csrfmiddlewaretoken": "x"}, {"csrfmiddlewaretoken": "A" * 10_000}):
        assert client.post(claim_address(code), data).status_code == 403
    assert not Claim.objects.exists()


def test_other_ways_to_ask_change_nothing(visitor, code):
    assert visitor.head(short_link(code)).status_code == 302
    assert visitor.put(invitation(code)).status_code == 405
    assert visitor.delete(claim_address(code)).status_code == 405
    assert not Visit.objects.exists()
