"""A reward that is larger for larger orders."""

from decimal import Decimal

import pytest

from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, Reward
from oscar_referrals.selectors.offers import advocate_gets
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from oscar_referrals.writing.terms import TermsForm
from tests.dashboard.test_terms import TERMS

STEPS = [{"from": "50.00", "value": "5.00"}, {"from": "100.00", "value": "12.00"}]


@pytest.fixture
def advocate(db):
    """Return an advocate who gets 3.00, from 50.00: 5.00, from 100.00: 12.00."""
    program = ProgramFactory(reward_value=Decimal("3.00"), reward_steps=STEPS)
    return AdvocateFactory(program=program)


@pytest.mark.parametrize(
    ("price", "promise"),
    [
        ("49.99", "3.00"),
        ("50.00", "5.00"),
        ("99.99", "5.00"),
        ("100.00", "12.00"),
        ("500.00", "12.00"),
    ],
)
def test_the_order_before_the_discount_says_which_step_is_reached(advocate, price, promise):
    referral = place_referred_order(advocate=advocate, price=price, quantity=1)

    assert referral.promise == Decimal(promise)


def test_a_percentage_can_rise_too_and_is_capped(db):
    program = ProgramFactory(
        reward_shape="percentage",
        reward_value=Decimal(5),
        reward_cap=Decimal("8.00"),
        reward_steps=[{"from": "100.00", "value": "10.00"}],
    )
    advocate = AdvocateFactory(program=program)

    for number, (price, promise) in enumerate([("60", "2.50"), ("90", "4.00"), ("100", "8.00")]):
        email = f"{number}@example.com"
        place_referred_order(advocate=advocate, price=price, quantity=1, email=email)
        assert Referral.objects.latest("pk").promise == Decimal(promise)


def test_a_refund_takes_its_share_of_the_step_that_was_reached(advocate, bring_friend, books):
    referral = bring_friend(advocate, price="25.00", quantity=4)

    record_refund(
        order=referral.order,
        amount=Decimal("45.00"),
        reference="1",
        lines={referral.order.lines.get().pk: 2},
    )
    run_due()

    assert Reward.objects.get().net == Decimal("6.00")
    assert books() == []


def test_customers_read_every_step(advocate):
    terms = advocate.program.terms_in_force

    assert advocate_gets(terms) == "€3.00, from €50.00: €5.00, from €100.00: €12.00"


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ("100", "Steps have to be a list, each with “from” and “value”."),
        ([{"from": "100.00"}], "value: The figure is missing."),
        ([{"from": "0.00", "value": "1.00"}], "from: It has to be more than nothing."),
        ([{"from": "5.00", "value": "1.00", "to": 1}], "to: There is no such figure."),
        (STEPS[::-1], "Each step has to begin at a larger order than the one before."),
    ],
)
@pytest.mark.django_db
def test_wrong_steps_are_refused(steps, problem):
    with pytest.raises(TermsInvalid) as refused:
        ProgramFactory(reward_steps=steps)
    assert refused.value.problems == {"reward_steps": problem}


def test_the_form_takes_a_line_for_each_step():
    form = TermsForm(TERMS | {"reward_steps": "50: 5\n100.00: 12.00\n"}, currency="EUR")

    assert form.is_valid(), form.errors
    assert form.terms.reward_steps == STEPS
    assert 'rows="2"' in str(form["reward_steps"])


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("100", "Please write each step as an order and a reward, such as 100.00: 12.00."),
        ("a: 5", "Enter a number."),
        ("100: 5\n50: 12", "Each step has to begin at a larger order than the one before."),
    ],
)
def test_a_line_that_is_no_step_is_told(lines, problem):
    form = TermsForm(TERMS | {"reward_steps": lines}, currency="EUR")

    assert form.errors == {"reward_steps": [problem]}
