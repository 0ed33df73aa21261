"""Codes are unambiguous, checked before the database is asked, and typed with mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.codes import (
    ALPHABET,
    BODY_LENGTH,
    CODE_LENGTH,
    check_sign,
    generate_code,
    is_wellformed,
    normalize_code,
)

bodies = st.text(alphabet=ALPHABET, min_size=BODY_LENGTH, max_size=BODY_LENGTH)


@given(bodies, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(body, place, sign):
    code = body + check_sign(body)
    wrong = code[:place] + sign + code[place + 1 :]

    assert is_wellformed(wrong) == (wrong == code)


@given(bodies, st.integers(0, CODE_LENGTH - 2))
def test_every_swap_of_neighbors_is_noticed(body, place):
    code = body + check_sign(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_wellformed(swapped) == (swapped == code)


@given(bodies)
def test_a_code_is_understood_in_lower_case_with_spaces_and_dashes(body):
    code = body + check_sign(body)
    typed = f" {code[:4].lower()}-{code[4:]} "

    assert normalize_code(typed) == code


@given(st.text())
def test_any_text_is_normalized_without_an_error(text):
    normalized = normalize_code(text)

    assert normalize_code(normalized) == normalized
    assert normalized.isascii()


@pytest.mark.parametrize("text", ["\x00", "A" * 1_000_000, "\ud800", "ａｂｃ\u202e", "ß"])
def test_hostile_text_is_no_code(text):
    assert not is_wellformed(normalize_code(text))


def test_generated_codes_differ_and_are_wellformed():
    codes = {generate_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(is_wellformed(code) for code in codes)
