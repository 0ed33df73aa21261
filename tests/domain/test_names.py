"""Names that strangers read are short and plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_referrals.names import MAXIMUM_LENGTH, clean_shown_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anna   Maria ", "Anna Maria"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("An\u202ena\u200b", "Anna"),
        ("Anna\x00\n", "Anna"),
        ("Win at evil.example", ""),
        ("https://x", ""),
        ("anna@example.com", ""),
        ("<script>", ""),
        ("call 555123456", ""),
        ("evil。example", ""),
        ("evil｡example", ""),
        ("evil．example", ""),
        ("ａｎｎａ＠ｅｘ", ""),
        ("ｈｔｔｐ：ｘ", ""),
        ("call ５５５１２３", ""),
        ("Ａｎｎａ", "Anna"),
    ],
)
def test_a_name_is_cleaned_or_not_shown_at_all(typed, shown):
    assert clean_shown_name(typed) == shown


@given(st.text())
def test_any_text_gives_a_short_name_that_stays_the_same(text):
    name = clean_shown_name(text)

    assert len(name) <= MAXIMUM_LENGTH
    assert clean_shown_name(name) == name
