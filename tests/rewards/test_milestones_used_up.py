"""A card of another shop that was given is gone: its milestone is not reached a second time."""

from decimal import Decimal

import pytest

from oscar_referrals.flows.code_lists import BoughtCode, add_codes
from oscar_referrals.flows.round import run_round
from oscar_referrals.models import ListedCode, Reward
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from tests.rewards.test_extras import cancel

pytestmark = pytest.mark.django_db

CARD = {
    "side": "advocate",
    "when": "once_at",
    "number": 2,
    "kind": "retailer_card",
    "value": "10.00",
}


@pytest.mark.parametrize(("has_codes", "cards"), [(True, 1), (False, 2)])
def test_a_card_is_reached_again_only_if_it_was_not_given(bring_friend, books, has_codes, cards):
    advocate = AdvocateFactory(program=ProgramFactory(extra_rewards=[CARD]))
    if has_codes:
        add_codes(
            [
                BoughtCode(
                    line=line, label="Books", currency="EUR", value=Decimal(10), text=f"BOOK-{line}"
                )
                for line in (2, 3)
            ]
        )
    friends = [bring_friend(advocate) for _friend in range(2)]
    run_round()
    assert ListedCode.objects.filter(reward__isnull=False).count() == int(has_codes)
    cancel(friends[0])

    bring_friend(advocate)

    assert Reward.objects.filter(kind="retailer_card").count() == cards
    assert books() == []
