"""A file and the dashboard's form refuse the same terms with the same sentence."""

import pytest

from oscar_referrals.connect.plain_yaml import FileRefused
from oscar_referrals.connect.programs import read_program
from oscar_referrals.flows.checking import RANGES
from oscar_referrals.writing.terms import TermsForm
from tests.connect.files import SHORTEST, changed
from tests.dashboard.test_terms import TERMS

YEN = changed("currency: EUR", "currency: JPY")
NO_SMALLER = "JPY has no smaller unit than 1."


def refusal_of_file(text):
    """Return why a file is refused, by field of terms."""
    with pytest.raises(FileRefused) as refused:
        read_program(text)
    places = [problem.partition("terms.")[2] for problem in refused.value.problems]
    return {name: text for name, _, text in (place.partition(": ") for place in places)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, lowest - 1) for name, (lowest, _highest) in RANGES.items() if lowest),
        *((name, highest + 1) for name, (_lowest, highest) in RANGES.items()),
    ],
)
def test_a_number_out_of_its_range(name, value):
    form = TermsForm(TERMS | {"reward_value": "12", name: str(value)}, currency="EUR")

    assert refusal_of_file(f"{SHORTEST}  {name}: {value}\n")[name] == form.errors[name][0]


def test_an_amount_that_no_coin_can_pay():
    text = changed('friend_value: "5.00"', 'friend_value: "5.50"', YEN)
    text = changed('reward_value: "5.00"', 'reward_value: "5.50"', text) + '  minimum: "0.50"\n'
    data = {"friend_value": "5.50", "reward_value": "5.50", "minimum": "0.50"}
    form = TermsForm(TERMS | data, currency="JPY")

    assert form.errors == {name: [NO_SMALLER] for name in data}
    assert refusal_of_file(text) == dict.fromkeys(data, NO_SMALLER)


def test_a_percentage_may_have_a_fraction_in_any_currency():
    text = changed('friend_value: "5.00"', 'friend_value: "5.50"', YEN)

    read_program(text + "  friend_benefit: percentage\n")


def test_a_limit_of_a_fixed_reward():
    form = TermsForm(TERMS | {"reward_cap": "5"}, currency="EUR")

    sentence = refusal_of_file(SHORTEST + '  reward_cap: "5.00"\n')["reward_cap"]
    assert sentence == form.errors["reward_cap"][0]


def test_a_budget_that_no_coin_can_pay():
    with pytest.raises(FileRefused) as refused:
        read_program(changed("budget: null", 'budget: "0.50"', YEN))
    assert refused.value.problems == [f"line 5, budget: {NO_SMALLER}"]
