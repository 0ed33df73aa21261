"""One definition of a rule holds everything that is said about it."""

import pytest

from oscar_referrals.checks import check_rules, check_sentences
from oscar_referrals.eligibility import ADVOCATE_RULES, BOOKS, RuleBook
from oscar_referrals.eligibility.gaps import find_gaps
from oscar_referrals.models import Program, Terms
from oscar_referrals.reasons import PERSONAL_REASONS, Reason
from oscar_referrals.test.factories import ProgramFactory

RULES = [
    pytest.param(rule, id=f"{name}-{rule.name}") for name, book in BOOKS.items() for rule in book
]
CHOOSABLE_RULES = [pytest.param(rule, id=f"{rule.book}-{rule.name}")
                   for name, book in BOOKS.items() if name != "house" for rule in book]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_lacks_a_sentence_or_names_a_figure_it_does_not_have(rule):
    assert find_gaps(rule) == []


@pytest.mark.parametrize("rule", CHOOSABLE_RULES)
def test_a_reason_that_an_owner_chose_may_be_told_to_the_person_it_concerns(rule):
    assert rule.reason in PERSONAL_REASONS


@pytest.mark.parametrize("rule", list(ADVOCATE_RULES))
def test_every_built_in_rule_about_advocates_can_be_counted(rule):
    assert rule.audience is not None


def make_incomplete_rule():
    """Return a rule without a published sentence, whose staff sentence names what is not there."""
    book = RuleBook("friend_rules")

    @book.rule(staff="Has at least %(cats)s cats", published=" ")
    def has_cats(friend):
        return True

    return book["has_cats"]


def test_what_a_definition_lacks_is_named():
    assert find_gaps(make_incomplete_rule()) == [
        "names %(cats)s, which it does not have",
        "has no sentence for published",
    ]


def test_the_system_check_looks_at_every_rule(monkeypatch):
    assert check_sentences() == []
    monkeypatch.setitem(ADVOCATE_RULES._rules, "has_cats", make_incomplete_rule())

    messages = check_sentences()

    assert [message.id for message in messages] == ["oscar_referrals.E008"] * 2
    assert messages[1].msg == "The rule has_cats of friend_rules has no sentence for published."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "gone",
    [{"rule": "has_cats"}, {"rule": "first_orders"}, {"rule": "first_orders", "cats": 2}],
)
def test_the_system_check_finds_terms_that_ask_for_a_rule_that_is_gone(gone):
    program = ProgramFactory(name="Spring", friend_rules=[{"rule": "first_orders", "orders": 2}])
    assert check_rules(databases=["default"]) == []
    Terms.objects.update(friend_rules=[gone])

    (message,) = check_rules(databases=["default"])

    assert message.id == "oscar_referrals.E009"
    assert "The program Spring asks for a rule that does not exist" in message.msg
    assert f"(friend_rules: {gone['rule']})" in message.msg
    assert check_rules(databases=None) == []
    Program.objects.filter(pk=program.pk).update(state="ended")
    assert check_rules(databases=["default"]) == []


def test_a_rule_without_words_of_its_own_for_the_customer_has_those_of_its_reason():
    book = RuleBook()

    @book.rule(staff="is here", published="Be here.", reason=Reason.WRONG_SITE)
    def is_here(friend):
        return True

    assert str(book["is_here"].customer) == "This invitation is for another of our sites."
