"""Choosing rules in the form of the terms: a box for each, figures beside it, and who is meant."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from oscar.test import factories as oscar_factories

from oscar_referrals.flows.work import run_due
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order, place_referred_order
from oscar_referrals.writing.terms import TermsForm
from tests.dashboard.test_terms import TERMS, save_what_was_shown

TWO_ORDERS = {
    "advocate_rules-minimum_orders-is_chosen": "on",
    "advocate_rules-minimum_orders-orders": "2",
}
COFFEE = {
    "order_rules-minimum_in_range-is_chosen": "on",
    "order_rules-minimum_in_range-ranges": ["coffee"],
    "order_rules-minimum_in_range-amount": "30",
}


@pytest.fixture
def coffee(db):
    """A range that a rule can name."""
    return oscar_factories.RangeFactory(name="Coffee", slug="coffee")


def test_chosen_rules_are_shown_and_saved_with_the_terms(send, program, coffee):
    data = TERMS | TWO_ORDERS | COFFEE
    preview = send("referral-program-terms", data, pk=program.pk).context["preview"]
    assert [(row.label, row.before, row.after) for row in preview.differences] == [
        ("Who may be an advocate", "no further rule",
         "Has placed at least 2 orders with the account"),
        ("What order counts", "no further rule",
         "Holds goods for at least €30.00 of these ranges: Coffee"),
        ("The advocate gets", "€10.00", "€12.50"),
    ]  # fmt: skip
    assert preview.rules[:2] == [
        "Only customers with at least 2 orders can invite friends.",
        "An order counts if goods from Coffee for at least €30.00 are in it.",
    ]

    save_what_was_shown(send, "referral-program-terms", data, pk=program.pk)

    terms = program.terms.get(number=2)
    assert terms.advocate_rules == [{"rule": "minimum_orders", "orders": 2}]
    assert terms.order_rules == [
        {"rule": "minimum_in_range", "ranges": ["coffee"], "amount": "30.00"}
    ]
    assert terms.friend_rules == []


def test_the_form_starts_with_what_is_chosen_and_keeps_it(see, send, coffee):
    chosen = [{"rule": "minimum_in_range", "ranges": ["coffee"], "amount": "30.00"}]
    program = ProgramFactory(order_rules=chosen)
    page = see("referral-program-terms", pk=program.pk)
    book = page.context["terms_form"].rule_books["order_rules"]
    rule = next(rule for rule in book.rules if rule.rule.name == "minimum_in_range")
    assert rule.is_taken
    assert [figure.value() for figure in rule.figures] == [("coffee",), Decimal("30.00")]

    save_what_was_shown(send, "referral-program-terms", TERMS | COFFEE, pk=program.pk)

    assert program.terms.get(number=2).order_rules == chosen


@pytest.mark.parametrize(
    ("figures", "errors"),
    [
        ({"amount": ""}, {"amount": ["This field is required."]}),
        ({"amount": "0"}, {"amount": ["It has to be more than nothing."]}),
        ({"amount": "-1"}, {"amount": ["Ensure this value is greater than or equal to 0."]}),
        ({"ranges": []}, {"ranges": ["This field is required."]}),
        (
            {"ranges": ["tea"]},
            {"ranges": ["Select a valid choice. tea is not one of the available choices."]},
        ),
    ],
)
def test_a_wrong_figure_is_refused_beside_its_field(send, program, coffee, figures, errors):
    wrong = {f"order_rules-minimum_in_range-{name}": value for name, value in figures.items()}
    response = send("referral-program-terms", TERMS | COFFEE | wrong, pk=program.pk)

    form = response.context["terms_form"]
    rules = {rule.rule.name: rule for rule in form.rule_books["order_rules"].rules}
    assert rules["minimum_in_range"].errors == errors
    assert "Nothing was saved." in response.content.decode()
    assert next(iter(errors.values()))[0] in response.content.decode()
    assert program.terms.count() == 1


def test_figures_of_a_rule_that_is_not_chosen_do_not_matter(coffee):
    data = TERMS | {"order_rules-minimum_in_range-amount": "nothing at all"}
    form = TermsForm(data, currency="EUR")
    assert form.is_valid()
    assert form.terms.order_rules == []


def test_the_preview_says_how_many_customers_may_be_advocates(send, program):
    loyal, _new = CustomerFactory(), CustomerFactory()
    for _order in range(2):
        place_order(basket=make_basket(owner=loyal))

    response = send("referral-program-terms", TERMS | TWO_ORDERS, pk=program.pk)

    # The owner of the shop is a customer too.
    assert response.context["preview"].audience == ["1 of 3 customers may be advocates."]
    assert "1 of 3 customers may be advocates." in response.content.decode()


def test_the_program_shows_its_rules_and_the_cost_preview_who_may_invite(see, db):
    Group.objects.create(name="Crew")
    program = ProgramFactory(advocate_rules=[{"rule": "member_of_group", "groups": ["Crew"]}])

    page = see("referral-program-detail", pk=program.pk).content.decode()
    preview = see("referral-cost-preview", pk=program.pk).content.decode()

    assert "Is a member of one of these groups: Crew" in page
    assert "Only members of Crew can invite friends." in page
    assert "First orders only, orders as a guest included." in page
    assert "0 of 1 customers may be advocates." in preview


def test_the_referral_shows_what_each_chosen_rule_looked_at(see, db):
    rule = {"rule": "minimum_value", "amount": "45.00"}
    advocate = AdvocateFactory(program=ProgramFactory(order_rules=[rule]))
    referral = place_referred_order(advocate=advocate)
    run_due()

    page = see("referral-detail", pk=referral.pk).content.decode()

    assert "Is worth at least €45.00, whatever is bought" in page
    assert "value: 50.00" in page


def test_a_rule_that_first_orders_only_makes_useless_gives_a_warning(send, program):
    later = {"friend_rules-first_orders-is_chosen": "on", "friend_rules-first_orders-orders": "3"}
    data = TERMS | later
    response = send("referral-program-terms", data, pk=program.pk)
    assert response.context["preview"].warnings == [
        "A rule lets later orders count as well, but only first orders do: see “The friend”."
    ]
    data.pop("new_customers_only")
    response = send("referral-program-terms", data, pk=program.pk)
    assert response.context["preview"].warnings == []


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ("", []),
        ("all", []),
        ("loyal", ["minimum_orders"]),
        ("asked", ["invited_only"]),
        ("no-such-source", []),
    ],
)
def test_a_new_program_begins_with_a_source_of_friends(see, source, rules):
    page = see("referral-program-create", {"source": source})
    book = page.context["terms_form"].rule_books["advocate_rules"]
    assert [rule.rule.name for rule in book.rules if rule.is_taken] == rules
    figures = [figure.value() for rule in book.rules if rule.is_taken for figure in rule.figures]
    assert figures == ([3] if source == "loyal" else [])
    assert page.text.count('aria-current="true"') >= 1
