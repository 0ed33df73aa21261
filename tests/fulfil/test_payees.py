"""Names and accounts that a bank can read."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.payees import clean_destination, clean_payee_name


def test_an_iban_is_kept_without_spaces():
    assert clean_destination(" de02 1203 0000 0000 2020 51 ") == "DE02120300000000202051"


def test_an_iban_with_a_typing_mistake_is_refused():
    with pytest.raises(ValidationError, match="typing mistake"):
        clean_destination("DE02 1203 0000 0000 2020 52")


def test_any_other_payout_address_is_kept():
    assert clean_destination("anna@pay.example") == "anna@pay.example"


@pytest.mark.parametrize("text", ["Anna\u202eKeller", "An\u200bna", "Anna\0"])
def test_invisible_signs_are_refused(text):
    with pytest.raises(ValidationError, match="visible"):
        clean_payee_name(text)


@given(st.text(max_size=60))
def test_any_text_is_kept_or_refused(text):
    with suppress(ValidationError):
        assert clean_destination(clean_destination(text)) == clean_destination(text)
