"""What a kind of reward asks an owner for: kept in terms, refused if wrong, shown and written."""

import pytest

from oscar_referrals.connect.plain_yaml import FileRefused
from oscar_referrals.connect.programs import read_program
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.models import Terms
from oscar_referrals.parameters import OneChoice, OneShopThing
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_product
from oscar_referrals.writing.words import describe_field
from tests.connect.files import SHORTEST

VOUCHER = {"reward_kind": "voucher"}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"use": "twice"}, "use: There is no twice."),
        ({"use": ["once"]}, "use: There is no ['once']."),
        ({"size": 3}, "size: There is no such figure."),
        ({"use": "next_orders"}, "orders: Please say in how many orders."),
        ({"orders": 3}, "orders: A number of orders belongs to a voucher for the next orders."),
        ({"percent": "0"}, "percent: It has to be a percentage from 0.01 to 100."),
        ({"percent": 10}, 'percent: It has to be written in quotes, such as "10.00".'),
        (
            {"use": "next_orders", "orders": 1},
            "orders: It has to be a whole number from 2 to 24.",
        ),
        (["use"], "They have to be keys and values."),
    ],
)
@pytest.mark.django_db
def test_wrong_options_are_refused_when_they_are_saved(options, problem):
    program = ProgramFactory()

    with pytest.raises(TermsInvalid) as refused:
        ProgramFactory(**VOUCHER, reward_options=options)

    assert refused.value.problems == {"reward_options": problem}
    assert Terms.objects.get().program == program


def test_a_kind_that_asks_for_nothing_takes_no_options():
    with pytest.raises(FileRefused) as refused:
        read_program(SHORTEST + '  reward_options: {use: "once"}\n')
    assert refused.value.problems == [
        "line 10, terms.reward_options: use: There is no such figure."
    ]


def test_options_are_written_in_a_file_as_they_are():
    options = "  reward_kind: voucher\n  reward_options:\n    use: next_orders\n    orders: 3\n"
    assert read_program(SHORTEST + options).terms["reward_options"] == {
        "use": "next_orders",
        "orders": 3,
    }


def test_staff_read_the_options_in_words():
    terms = Terms(reward_kind="voucher", currency="EUR", reward_options={"percent": "12.50"})

    text = describe_field(terms=terms, name="reward_options")

    assert text == "Percent off an order (empty for an amount): 12.5 %"


@pytest.mark.django_db
def test_one_thing_of_the_shop_is_chosen_by_its_key():
    product = make_product()
    product.upc = "HL-1"
    product.save()
    parameter = OneShopThing(name="product", label="Product", things="product")

    assert parameter.read("HL-1", currency="EUR") == "HL-1"
    assert parameter.show("HL-1", currency="EUR") == product.title
    assert parameter.show("HL-GONE", currency="EUR") == "HL-GONE"


def test_one_choice_is_shown_by_its_label():
    parameter = OneChoice(name="use", label="Use", choices=(("once", "in one order"),))

    assert parameter.show(parameter.read("once", currency="EUR"), currency="EUR") == "in one order"
