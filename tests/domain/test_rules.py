"""Every rule is asked, keeps its values, and a broken rule never lets anybody pass."""

import pytest

from oscar_referrals.eligibility import RuleBook
from oscar_referrals.exceptions import DuplicateName, UnknownName
from oscar_referrals.reasons import (
    INVITATION_NOT_VALID,
    PERSONAL_REASONS,
    Reason,
    customer_sentence,
    stranger_sentence,
)

WORDS = {"staff": "is as it should be", "published": "Numbers have to be as they should be."}


def make_book():
    """Return a book with three rules about a number: one passes, one fails, one breaks."""
    book = RuleBook()

    @book.rule(**WORDS, reason=Reason.BELOW_MINIMUM, values=lambda number: {"number": number})
    def is_positive(number):
        return number > 0

    @book.rule(**WORDS, reason=Reason.WRONG_CURRENCY, values=lambda number: {"number": number})
    def is_even(number):
        return number % 2 == 0

    @book.rule(**WORDS, reason=Reason.BUDGET_EXHAUSTED)
    def is_broken(number):
        raise RuntimeError("a rule of the shop's own")

    return book


def test_every_rule_is_asked_and_keeps_its_values():
    decision = make_book().judge(-1)

    assert [(result.rule, result.passed) for result in decision.results] == [
        ("is_positive", False),
        ("is_even", False),
        ("is_broken", False),
    ]
    assert decision.as_details()["rules"][0]["values"] == {"number": "-1"}


def test_the_first_failure_gives_the_reason():
    assert make_book().judge(-1).reason == Reason.BELOW_MINIMUM
    assert make_book().judge(3).reason == Reason.WRONG_CURRENCY


def test_a_rule_that_raises_has_failed():
    decision = make_book().judge(2)

    assert not decision.passed
    assert decision.reason == Reason.RULE_FAILED


def test_a_name_cannot_be_registered_twice_nor_asked_for_in_vain():
    book = make_book()

    with pytest.raises(DuplicateName):

        @book.rule(**WORDS)
        def is_even(number):
            return True

    with pytest.raises(UnknownName):
        book["is_prime"]


@pytest.mark.parametrize("reason", sorted(set(Reason) - PERSONAL_REASONS))
def test_a_stranger_reads_one_sentence_for_every_code_that_does_not_work(reason):
    assert stranger_sentence(reason) == INVITATION_NOT_VALID


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence_for_staff_and_for_the_customer(reason):
    assert reason.label
    assert customer_sentence(reason)
