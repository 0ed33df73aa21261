"""A program as a document: what is written, what is refused, and what differs."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import yaml
from oscar.core.loading import get_model

from example_shop.seed.program import SPRING
from oscar_referrals.connect.plain_yaml import FileRefused
from oscar_referrals.connect.programs import (
    document_of,
    fields_of,
    find_differences,
    read_program,
    write_program,
)
from oscar_referrals.models import Terms
from oscar_referrals.test.factories import ProgramFactory
from tests.connect.files import SHORTEST, changed

BOOKKEEPING = {"id", "program", "number", "created_at", "created_by"}
#: A value for every field of terms that nobody gets by leaving the field out.
UNUSUAL_TERMS = {
    "currency": "USD",
    "friend_benefit": "free_piece",
    "friend_value": Decimal("12.50"),
    "friend_range": "blends",
    "minimum": Decimal("33.33"),
    "combines_with_offers": True,
    "new_customers_only": False,
    "claim_days": 1,
    "advocate_rules": [{"rule": "minimum_orders", "orders": 3}],
    "friend_rules": [{"rule": "first_orders", "orders": 2}],
    "order_rules": [
        {"rule": "weekday", "days": ["monday", "friday"]},
        {"rule": "minimum_value", "amount": "12.50"},
    ],
    "reward_kind": "voucher",
    "reward_shape": "percentage",
    "reward_value": Decimal("7.25"),
    "reward_cap": Decimal("0.10"),
    "reward_days": 1,
    "hold_days": 1,
    "advocate_limit": 0,
    "advocate_total": 1,
    "code_total": 2,
    "frees_cancelled_friend": False,
    "clawback": "none",
    "recovery": "write_off",
    "reward_steps": [{"from": "100.00", "value": "9.00"}],
    "reward_needs_claim": True,
    "reward_claim_days": 9,
    "extra_rewards": [
        {
            "side": "advocate",
            "when": "every_nth",
            "number": 3,
            "kind": "store_credit",
            "value": "5.00",
            "needs_claim": True,
        },
        {"side": "friend", "when": "every_referral", "kind": "voucher", "value": "4.00"},
    ],
    "reward_options": {"use": "next_orders", "orders": 3, "percent": "20.00"},
}


def problems_of(text):
    """Return why a file is refused."""
    with pytest.raises(FileRefused) as refused:
        read_program(text)
    return refused.value.problems


# The document


def test_the_document_of_a_program_holds_every_field_of_its_terms():
    every = {field.name for field in (*Terms._meta.fields, *Terms._meta.many_to_many)}
    assert set(document_of(SPRING)["terms"]) == every - BOOKKEEPING
    assert set(UNUSUAL_TERMS) == every - BOOKKEEPING


@pytest.mark.django_db
def test_every_field_survives_export_and_import():
    get_model("offer", "Range").objects.create(name="Harbor blends", slug="blends")
    program = ProgramFactory(
        name="Grüezi: #1 “yes”",
        starts_at=datetime(2030, 3, 31, 1, 59, 59, 123456, tzinfo=UTC),
        ends_at=datetime(2030, 10, 27, 1, 30, tzinfo=UTC),
        precedence=7,
        target=Decimal("2.50"),
        cap=Decimal("1234.50"),
        **UNUSUAL_TERMS,
    )
    read = read_program(write_program(fields_of(program)))
    assert read == fields_of(program)
    assert read.terms == UNUSUAL_TERMS


def test_amounts_are_written_as_texts_so_that_no_binary_fraction_ever_appears():
    document = yaml.safe_load(write_program(SPRING))
    assert document["terms"]["friend_value"] == "10.00"
    assert not any(isinstance(value, float) for value in document["terms"].values())


@pytest.mark.parametrize("name", ["no", "1e3", "2030-01-01", "~", "'", "a: b", "# a", "- a"])
def test_a_name_that_yaml_would_take_for_something_else_comes_back_as_it_is(name):
    fields = read_program(changed("name: Autumn", yaml.safe_dump({"name": name}).strip()))
    assert fields.name == name
    assert read_program(write_program(fields)) == fields


def test_terms_that_a_file_leaves_out_are_the_usual_ones():
    terms = Terms(**read_program(SHORTEST).terms)
    usual = Terms(currency="EUR", friend_value=Decimal("5.00"), reward_value=Decimal("5.00"))
    names = set(UNUSUAL_TERMS)
    assert {name: getattr(terms, name) for name in names} == {
        name: getattr(usual, name) for name in names
    }


# What is refused


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            changed('friend_value: "5.00"', "friend_value: 5.5"),
            "line 8, terms.friend_value: 5.5 is not a whole number."
            ' An amount or a text needs quotes: "10.00".',
        ),
        (
            changed("slug:", "hold: 0x1F\nslug:"),
            'line 2, hold: 0x1F is not a whole number. An amount or a text needs quotes: "10.00".',
        ),
        (
            changed('friend_value: "5.00"', "friend_value: 5"),
            'line 8, terms.friend_value: It has to be an amount in quotes, such as "10.00".',
        ),
        (
            changed('friend_value: "5.00"', 'friend_value: "NaN"'),
            'line 8, terms.friend_value: It has to be an amount in quotes, such as "10.00".',
        ),
        (
            changed('friend_value: "5.00"', 'friend_value: "5.001"'),
            "line 8, terms.friend_value: Ensure that there are no more than 2 decimal places.",
        ),
        (changed("slug:", "surprise: 1\nslug:"), "line 2, surprise: There is no such key."),
        (changed("  currency:", "  curency: EUR\n  currency:"),
         "line 7, terms.curency: There is no such key."),
        (changed("budget: null\n", ""), "budget: The key is missing."),
        (changed("  currency: EUR\n", ""), "terms.currency: The key is missing."),
        (changed("currency: EUR", "currency: null"),
         "line 7, terms.currency: It has to be text."),
        (changed("currency: EUR", "currency: EURO"),
         "line 7, terms.currency: It has to be the code of a currency, such as EUR."),
        (changed("name: Autumn", "name: [Autumn]"), "line 1, name: It has to be text."),
        (changed("name: Autumn", 'name: ""'), "line 1, name: This field cannot be blank."),
        (changed("name: Autumn", 'name: "Aut\\u202Eumn"'),
         "line 1, name: It has to consist of visible signs, without spaces around them."),
        (changed("name: Autumn", "slug: autumn"), "line 2, slug: The key comes twice."),
        (changed("slug: autumn", "slug: late autumn"),
         "line 2, slug: Enter a valid “slug” consisting of letters, numbers, underscores or"
         " hyphens."),
        (changed("  currency: EUR", "  currency: EUR\n  hold_days: true"),
         "line 8, terms.hold_days: It has to be a whole number from 0 to 32767."),
        (changed("  currency: EUR", "  currency: EUR\n  hold_days: -1"),
         "line 8, terms.hold_days: It has to be a whole number from 0 to 32767."),
        (changed("  currency: EUR", "  currency: EUR\n  new_customers_only: 1"),
         "line 8, terms.new_customers_only: It has to be true or false."),
        (changed("  currency: EUR", "  currency: EUR\n  clawback: some"),
         "line 8, terms.clawback: It has to be one of full, proportional, none."),
        (changed("  currency: EUR", "  currency: EUR\n  reward_kind: a castle"),
         "line 8, terms.reward_kind: There is no such kind of reward."),
        (changed("reward_value: \"5.00\"", "reward_value: \"0.00\""),
         "line 9, terms.reward_value: The reward must be more than nothing."),
        (changed("  currency: EUR", "  currency: EUR\n  order_rules:\n  - rule: not_combined\n"
                 "  - rule: has_cats"),
         "line 9, terms.order_rules: There is no rule has_cats."),
        (changed("  currency: EUR", "  currency: EUR\n  order_rules: not_combined"),
         "line 8, terms.order_rules: It has to be a list."),
        (changed("budget: null", 'budget: "-1.00"'), "line 5, budget: It cannot be negative."),
        (changed("starts_at: null", "starts_at: 2030-01-01 09:00:00"),
         "line 3, starts_at: It has to be a moment between 2000 and 2099 with its distance from"
         ' UTC, such as "2030-11-29T09:00:00+01:00".'),
        (
            changed("starts_at: null\nends_at: null",
                    "starts_at: 2030-01-02T00:00:00Z\nends_at: 2030-01-02T01:00:00+01:00"),
            "line 4, ends_at: The end has to come after the start.",
        ),
        ("", "The file has to consist of keys and values."),
        ("- name", "The file has to consist of keys and values."),
        (changed("slug: autumn", "slug: autumn\n---"),
         "line 3: This is not YAML (but found another document)."),
        (changed("slug: autumn", "slug: 'autumn"),
         "line 10: This is not YAML (found unexpected end of stream)."),
        (changed("Autumn", "Aut\x00umn"), "This is not YAML: it holds signs that no text has."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_key_and_a_sentence(text, problem):
    assert problems_of(text) == [problem]


def test_everything_that_is_wrong_is_told_at_once():
    text = changed("slug: autumn", "sluck: autumn").replace('reward_value: "5.00"', "hold_days: x")
    assert problems_of(text) == [
        "line 2, sluck: There is no such key.",
        "slug: The key is missing.",
        "terms.reward_value: The key is missing.",
        "line 9, terms.hold_days: It has to be a whole number from 0 to 32767.",
    ]


def test_references_that_would_grow_without_end_are_refused_before_they_grow():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    assert problems_of(bomb) == ["line 1: Anchors (&) and aliases (*) are not allowed."]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!str", "!own"]
)
def test_a_tag_is_refused_whatever_it_names(tag):
    text = changed("name: Autumn", f"name: {tag} [Autumn]")
    assert problems_of(text) == ["line 1: Tags (!) are not allowed."]


def test_a_merge_key_is_refused():
    text = changed("slug: autumn", "slug: autumn\n<<: {name: x}")
    assert problems_of(text) == ["line 3: A key has to be a word, such as friend_value."]


@pytest.mark.parametrize("sign", ["[", "{a: "])
def test_levels_without_end_are_refused(sign):
    text = "name: " + sign * 10_000
    assert problems_of(text) == ["line 1: There are more than 8 levels."]


# The difference


def test_the_difference_is_one_line_for_each_value():
    before = document_of(read_program(SHORTEST))
    after = document_of(
        read_program(
            SHORTEST.replace("budget: null", 'budget: "500"').replace(
                '  reward_value: "5.00"', '  reward_value: "6.00"\n  new_customers_only: false'
            )
        )
    )
    assert find_differences(before=before, after=after) == [
        "budget: null -> 500.00",
        "terms.new_customers_only: true -> false",
        "terms.reward_value: 5.00 -> 6.00",
    ]
    assert find_differences(before=after, after=after) == []


def test_an_amount_written_in_another_way_is_no_difference():
    same = changed('friend_value: "5.00"', 'friend_value: "5"')
    before, after = document_of(read_program(SHORTEST)), document_of(read_program(same))
    assert find_differences(before=before, after=after) == []


def test_of_a_program_that_does_not_exist_everything_is_new():
    lines = find_differences(before=None, after=document_of(read_program(SHORTEST)))
    assert lines[:10] == [
        "name: Autumn",
        "slug: autumn",
        "kind: direct",
        "starts_at: null",
        "ends_at: null",
        "precedence: 0",
        "target: 10.00",
        "looks_at_words: false",
        "budget: null",
        "terms.currency: EUR",
    ]
    assert len(lines) == 9 + len(UNUSUAL_TERMS)
