"""The form of terms says what means nothing in a program of some kind, and for whom."""

import pytest

from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_product
from tests.dashboard.test_terms import PROGRAM, TERMS

COMMUNITY_NOTE = "means nothing in a community program"
TANGIBLE_NOTE = "“Who may invite” means nothing in a tangible program"


def test_a_direct_program_is_told_nothing_of_the_kind(see, program):
    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert "means nothing" not in page


def test_what_is_asked_about_the_advocate_is_folded_away_for_partners(see, db):
    program = ProgramFactory(kind=ProgramKind.COMMUNITY)

    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert COMMUNITY_NOTE in page
    assert "<summary>The advocate: means nothing here</summary>" in page


def test_givers_of_gifts_are_told_that_nobody_joins(see, db):
    program = ProgramFactory(kind=ProgramKind.TANGIBLE, code_total=1)

    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert TANGIBLE_NOTE in page
    assert "The advocate: means nothing here" not in page


@pytest.mark.parametrize(
    ("kind", "note"), [("community", COMMUNITY_NOTE), ("tangible", TANGIBLE_NOTE)]
)
def test_a_new_program_is_told_with_its_preview(send, db, kind, note):
    data = PROGRAM | TERMS | {"kind": kind, "code_total": "1"}

    page = send("referral-program-create", data).content.decode()

    assert note in page
    assert not Program.objects.exists()


def test_a_community_program_costs_no_reward(send, db):
    data = PROGRAM | TERMS | {"kind": "community"}

    preview = send("referral-program-create", data).context["preview"]

    assert (preview.example.reward, preview.example.cost) == (0, 10)
    assert preview.affordable == 30
    assert preview.audience == []


def test_a_friend_without_an_account_is_mentioned_where_his_reward_is_chosen(see, program):
    page = see("referral-program-terms", pk=program.pk).content.decode()

    assert "A friend who orders as a guest gets no extra reward" in page


def test_free_shipping_is_chosen_and_previewed_in_words(send, see, db):
    data = PROGRAM | TERMS | {"friend_benefit": "shipping", "friend_value": "6.90"}

    response = send("referral-program-create", data)

    page = response.content.decode()
    assert "Anna gives you free shipping with your first order" in page
    assert "Shipping costs you at most" in page
    example = response.context["preview"].example
    assert (f"{example.paid}", f"{example.cost}") == ("40", "19.40")


def test_a_free_piece_is_chosen_with_its_goods(send, db):
    data = PROGRAM | TERMS | {"friend_benefit": "two_for_one", "friend_value": "25"}

    response = send("referral-program-create", data)

    assert "Anna gives you two for the price of one" in response.content.decode()
    assert response.context["preview"].example.discount == 20, "half of the smallest order"
    other = send(
        "referral-program-create", data | {"friend_benefit": "amount", "friend_range": "x"}
    )
    assert "Select a valid choice" in str(other.context["terms_form"].errors["friend_range"])


@pytest.mark.parametrize(("value", "is_dear"), [("19.99", True), ("20", False)])
def test_a_free_product_that_costs_more_than_the_reward_is_a_warning(send, db, value, is_dear):
    product = make_product(price="20.00")
    product.upc, product.title = "HL-1", "Harbor blend"
    product.save()
    data = (
        PROGRAM
        | TERMS
        | {
            "reward_kind": "free_product",
            "reward_options-free_product-product": "HL-1",
            "reward_value": value,
        }
    )

    warnings = send("referral-program-create", data).context["preview"].warnings

    sentence = (
        "Harbor blend costs €20.00 now, but the reward pays €19.99 of it at most. Its owner pays"
        " the rest."
    )
    assert warnings == ([sentence] if is_dear else [])


def test_a_free_product_in_another_currency_is_no_warning(send, db):
    product = make_product(price="20.00", currency="USD")
    product.upc = "HL-1"
    product.save()
    data = (
        PROGRAM
        | TERMS
        | {
            "reward_kind": "free_product",
            "reward_options-free_product-product": "HL-1",
            "reward_value": "1",
        }
    )

    assert send("referral-program-create", data).context["preview"].warnings == []
