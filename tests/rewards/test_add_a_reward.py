"""The how-to is right: its own code is run."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from oscar_referrals.account.friend_words import describe_friend
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Reward
from oscar_referrals.rewards import REWARD_KINDS
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.timeline import friends_of
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-reward.md"

pytestmark = pytest.mark.django_db


def blocks(language):
    """Return the pieces of code of a language, in the order of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def loyalty():
    """Run the document's kind of reward; forget it afterwards."""
    names = {"__name__": "loyalty.points"}
    exec(compile(blocks("python")[0], str(DOCUMENT), "exec"), names)  # noqa: S102 - our own text
    yield names
    del REWARD_KINDS["points"]


@pytest.fixture
def advocate(loyalty):
    """Return an advocate under the terms of the document."""
    terms = yaml.safe_load(blocks("yaml")[0])["terms"]
    terms["reward_value"] = Decimal(terms["reward_value"])
    return AdvocateFactory(program=ProgramFactory(**terms))


def test_the_points_of_the_how_to_are_given_and_taken_back(advocate, loyalty, bring_friend, books):
    referral = bring_friend(advocate, quantity=4)
    assert loyalty["balance"] == {advocate.user_id: 200}

    record_refund(order=referral.order, amount=Decimal("45.00"), reference="1")
    run_due()

    assert Reward.objects.get().net == Decimal("5.00")
    assert loyalty["balance"] == {advocate.user_id: 100}
    assert books() == []


def test_its_owner_reads_its_words(advocate, bring_friend):
    bring_friend(advocate)

    entry = describe_friend(friends_of(Person(user_id=advocate.user_id)).get())

    assert entry.amount == "20 points for each euro of €10.00"
    assert entry.sentence.startswith("20 points for each euro of €10.00, on ")


def test_its_figures_are_asked_for(loyalty):
    with pytest.raises(TermsInvalid, match="rate: The figure is missing."):
        ProgramFactory(reward_kind="points")


def test_the_other_piece_of_code_is_python():
    compile(blocks("python")[1], str(DOCUMENT), "exec")
