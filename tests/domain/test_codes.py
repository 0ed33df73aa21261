"""Codes are unambiguous, checked before the database is asked, and typed with mistakes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.codes import (
    ALPHABET,
    BODY_LENGTH,
    CODE_LENGTH,
    LONGEST_WORD,
    SHORTEST_WORD,
    check_sign,
    generate_code,
    is_mistyped,
    is_wellformed,
    likeness_of,
    normalize_code,
    wished_code,
)

SIGNS = string.ascii_uppercase + string.digits
bodies = st.text(alphabet=ALPHABET, min_size=BODY_LENGTH, max_size=BODY_LENGTH)
words = st.text(alphabet=SIGNS, min_size=SHORTEST_WORD, max_size=LONGEST_WORD - 1)


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


@given(words)
def test_a_wished_code_is_understood_however_it_is_typed(word):
    code = wished_code(word)

    assert is_wellformed(code)
    assert len(code) != CODE_LENGTH
    typed = normalize_code(f" {code[:3].lower()}-{code[3:]} ".replace("0", "o").replace("1", "l"))
    assert is_wellformed(typed)
    assert likeness_of(typed) == likeness_of(code)


@given(words, st.data())
def test_every_wrong_sign_of_a_wished_word_is_noticed(word, data):
    code = wished_code(word)
    place = data.draw(st.integers(0, len(word) - 1))
    sign = data.draw(st.sampled_from(SIGNS))
    wrong = code[:place] + sign + code[place + 1 :]

    assert is_wellformed(wrong) == (likeness_of(wrong) == likeness_of(code))


@given(words, st.data())
def test_every_swap_in_a_wished_word_is_noticed(word, data):
    code = wished_code(word)
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert is_wellformed(swapped) == (likeness_of(swapped) == likeness_of(code))


@given(bodies, st.integers(0, CODE_LENGTH - 1), st.sampled_from(SIGNS))
def test_a_generated_code_with_one_wrong_sign_is_a_typing_mistake(body, place, sign):
    code = body + check_sign(body)
    wrong = normalize_code(code[:place] + sign + code[place + 1 :])

    assert is_mistyped(wrong) == (wrong != code)
