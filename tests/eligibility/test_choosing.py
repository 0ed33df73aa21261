"""What an owner may ask for: refused when saved, each with a sentence that names it."""

import pytest

from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.models import Terms
from oscar_referrals.test.factories import ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "chosen", "sentence"),
    [
        ("advocate_rules", [{"rule": "has_cats"}], "There is no rule has_cats."),
        ("friend_rules", [{"rule": "minimum_orders", "orders": 1}],
         "There is no rule minimum_orders."),
        ("advocate_rules", [{"rule": "minimum_orders"}],
         "minimum_orders, orders: The figure is missing."),
        ("advocate_rules", [{"rule": "minimum_orders", "orders": 1, "cats": 2}],
         "minimum_orders, cats: There is no such figure."),
        ("advocate_rules", [{"rule": "minimum_orders", "orders": "1"}],
         "minimum_orders, orders: It has to be a whole number from 1 to 32767."),
        ("order_rules", [{"rule": "minimum_value", "amount": "0.00"}],
         "minimum_value, amount: It has to be more than nothing."),
        ("order_rules", [{"rule": "product_range", "ranges": ["no-such-range"]}],
         "product_range, ranges: There is no no-such-range."),
        ("order_rules", [{"rule": "weekday", "days": []}],
         "weekday, days: It has to be a list with at least one of what can be chosen."),
        ("order_rules", [{"rule": "not_combined"}, {"rule": "not_combined"}],
         "The rule not_combined is there twice."),
        ("order_rules", {"rule": "not_combined"}, "It has to be a list of rules."),
        ("order_rules", ["not_combined"], "Every entry has to name its rule."),
        ("order_rules", [{"rule": ["not_combined"]}], "Every entry has to name its rule."),
    ],
)  # fmt: skip
def test_a_wrong_choice_is_refused_and_nothing_is_saved(field, chosen, sentence):
    program = ProgramFactory()
    with pytest.raises(TermsInvalid) as refused:
        ProgramFactory(**{field: chosen})

    assert refused.value.problems == {field: sentence}
    assert Terms.objects.get().program == program


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(TermsInvalid) as refused:
        ProgramFactory(
            friend_rules=[{"rule": "has_cats"}, {"rule": "first_orders"}],
            order_rules=[{"rule": "has_dogs"}],
        )

    assert refused.value.problems == {
        "friend_rules": "There is no rule has_cats. first_orders, orders: The figure is missing.",
        "order_rules": "There is no rule has_dogs.",
    }
