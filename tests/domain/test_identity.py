"""One person, one identity, however the address is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.identity import canonical_email, identify_email, known_identities

local_parts = st.text(alphabet="abcdefghij0123456789._-+", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("alias", "canonical"),
    [
        ("J.Ohn+shop@GoogleMail.com", "john@gmail.com"),
        ("anna+x@outlook.com", "anna@outlook.com"),
        ("Anna@Me.com", "anna@icloud.com"),
        ("a.n.n.a+1@pm.me", "anna@proton.me"),
        ("anna+x@example.com", "anna+x@example.com"),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
        ("no address", "no address"),
    ],
)
def test_aliases_of_one_mailbox_are_the_same(alias, canonical):
    assert canonical_email(alias) == canonical


@given(st.text())
def test_any_text_has_a_canonical_form_that_stays_the_same(text):
    assert canonical_email(canonical_email(text)) == canonical_email(text)


@given(local_parts, local_parts)
def test_different_mailboxes_of_an_unknown_provider_never_merge(first, second):
    is_same = canonical_email(f"{first}@shop.example") == canonical_email(f"{second}@shop.example")

    assert is_same == (first == second)


def test_the_identity_depends_on_the_key(settings):
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["old"]
    before = identify_email("anna@example.com")
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["new", "old"]

    assert len(before) == 64
    assert identify_email("anna@example.com") != before


def test_an_older_key_still_recognizes_a_person(settings):
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["old"]
    before = identify_email("anna@example.com")
    settings.OSCAR_REFERRALS_IDENTITY_KEYS = ["new", "old"]

    assert before in known_identities("Anna@example.com")
    assert identify_email("anna@example.com") == known_identities("anna@example.com")[0]


def test_nobody_has_no_identity():
    assert identify_email(" ") == ""
