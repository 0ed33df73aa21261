"""The rule in docs/how-to/add-a-rule.md, run as it is printed there."""

import re

import pytest

from oscar_referrals.checks import check_sentences
from oscar_referrals.eligibility import ADVOCATE_RULES, published_rules
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll
from oscar_referrals.selectors.audience import count_audience
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def documented_rule():
    """Register the documented rule, for one test."""
    text = (ROOT / "docs" / "how-to" / "add-a-rule.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(# shop/referral_rules\.py\n.*?)```", text, re.DOTALL)
    exec(blocks[0], {})  # noqa: S102 - the project's own documentation
    yield
    ADVOCATE_RULES.remove("has_address_at")


@pytest.fixture
def program(documented_rule):
    """Return a program that asks for it."""
    rule = {"rule": "has_address_at", "providers": ["example.org"]}
    return ProgramFactory(advocate_rules=[rule])


def test_the_documented_rule_judges_counts_and_speaks(program):
    member = CustomerFactory(email="anna@Example.org")
    stranger = CustomerFactory(email="ben@example.com")

    assert enroll.join(program=program, user=member)
    with pytest.raises(Refused) as refused:
        enroll.join(program=program, user=stranger)

    words = "with an e-mail address at Example for all"
    assert refused.value.sentence == f"You can invite friends {words}."
    terms = program.terms_in_force
    assert published_rules(terms)[0] == f"Only customers {words} can invite friends."
    audience = count_audience(terms)
    assert (audience.eligible, audience.customers) == (1, 2)
    assert check_sentences() == []


def test_terms_outlive_a_rule_that_is_gone_and_let_nobody_pass(program, documented_rule):
    rule = ADVOCATE_RULES._rules.pop("has_address_at")
    try:
        with pytest.raises(Refused) as refused:
            enroll.join(program=program, user=CustomerFactory(email="anna@example.org"))
        assert refused.value.sentence == "We are having a look."
    finally:
        ADVOCATE_RULES._rules["has_address_at"] = rule


def test_a_rule_without_a_condition_is_named_as_not_counted(program, monkeypatch):
    @ADVOCATE_RULES.rule(staff="Likes coffee", published="Only who likes coffee can invite.")
    def likes_coffee(customer):
        return True

    try:
        other = ProgramFactory(advocate_rules=[{"rule": "likes_coffee"}])
        CustomerFactory()
        audience = count_audience(other.terms_in_force)
    finally:
        ADVOCATE_RULES.remove("likes_coffee")
    assert (audience.eligible, audience.uncounted) == (1, ("Likes coffee",))
