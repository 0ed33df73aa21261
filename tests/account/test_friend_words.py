"""A friend's order in the words of the timeline."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from oscar_referrals.account.friend_words import describe_friend
from oscar_referrals.clock import page_now
from oscar_referrals.models import Referral, Reward, Terms

YEAR = page_now().year


def on(month, day):
    return datetime(YEAR, month, day, 12, tzinfo=UTC)


def friend(state, *, reason="", due_at=None, reward=None, shape="fixed"):
    """Return the entry of a referral that is in no database."""
    terms = Terms(currency="EUR", reward_shape=shape, reward_value=Decimal(5))
    referral = Referral(
        state=state, reason=reason, due_at=due_at, placed_at=on(5, 2), terms=terms,
        currency="EUR", promise=Decimal("10.00"),
    )  # fmt: skip
    referral.rewards_of_advocate = [reward] if reward else []
    return describe_friend(referral)


def reward(*, kind="store_credit", clawed="0.00", issued_at=None):
    return Reward(
        kind=kind, currency="EUR", promise=Decimal("10.00"), granted=Decimal("10.00"),
        clawed=Decimal(clawed), issued_at=issued_at or on(4, 25),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "fields", "look", "label", "sentence", "amount"),
    [
        ("pending", {}, "waiting", "Ordered", "The order has reached us.", "€10.00"),
        (
            "held",
            {},
            "waiting",
            "Ordered",
            "Waiting for the order to arrive. A return time of 14 days follows, then €10.00 is"
            " yours.",
            "€10.00",
        ),
        (
            "held",
            {"due_at": on(6, 2)},
            "waiting",
            "Ordered",
            "Delivered on 19 May. The return time ends on 2 June, then €10.00 is yours.",
            "€10.00",
        ),
        (
            "review",
            {"reason": "advocate_limit"},
            "checking",
            "Being checked",
            "You have invited many friends. We are having a look.",
            "€10.00",
        ),
        (
            "review",
            {"reason": "staff_decision"},
            "checking",
            "Being checked",
            "We are having a look.",
            "€10.00",
        ),
        (
            "approved",
            {},
            "waiting",
            "Confirmed",
            "The return time has ended. Your reward is being made ready.",
            "€10.00",
        ),
        (
            "rewarded",
            {"reward": reward()},
            "done",
            "Rewarded",
            "€10.00 credit on 25 April.",
            "€10.00",
        ),
        (
            "rewarded",
            {"reward": reward(kind="voucher")},
            "done",
            "Rewarded",
            "€10.00 voucher on 25 April.",
            "€10.00",
        ),
        (
            "rewarded",
            {"reward": reward(kind="payout")},
            "done",
            "Rewarded",
            "€10.00 to be paid out, since 25 April.",
            "€10.00 in cash",
        ),
        (
            "rewarded",
            {"reward": reward(kind="gift_card")},
            "done",
            "Rewarded",
            "€10.00 gift card on 25 April.",
            "a gift card worth €10.00",
        ),
        (
            "rewarded",
            {"reward": reward(kind="retailer_card")},
            "done",
            "Rewarded",
            "€10.00 gift card of another shop, yours since 25 April.",
            "a gift card of another shop worth €10.00",
        ),
        (
            "rewarded",
            {"reward": reward(clawed="2.50")},
            "done",
            "Rewarded",
            "€10.00 credit on 25 April. €2.50 of it was taken back, because part of the order was"
            " returned.",
            "€7.50",
        ),
        (
            "voided",
            {"reason": "order_cancelled"},
            "ended",
            "Ended",
            "The order was cancelled.",
            "",
        ),
        (
            "voided",
            {"reason": "staff_decision"},
            "ended",
            "Ended",
            "We have looked at this order, and it does not count.",
            "",
        ),
        (
            "clawed_back",
            {"reason": "order_refunded", "reward": reward(clawed="10.00")},
            "ended",
            "Ended",
            "The order was returned. Your reward was taken back.",
            "",
        ),
    ],
)
def test_each_state_says_what_happened_and_what_comes_next(
    state, fields, look, label, sentence, amount
):
    entry = friend(state, **fields)
    assert (entry.look, entry.label, entry.sentence, entry.amount) == (
        look,
        label,
        sentence,
        amount,
    )


def test_a_share_of_the_order_is_a_percentage_until_it_is_issued():
    assert friend("held", shape="percentage").amount == "5% of the order"
    issued = friend("rewarded", shape="percentage", reward=reward())
    assert issued.amount == "€10.00"


def test_a_date_of_another_year_has_its_year():
    due_at = datetime(YEAR + 1, 6, 2, 12, tzinfo=UTC)
    assert f"The return time ends on 2 Jun {YEAR + 1}," in friend("held", due_at=due_at).sentence


def test_a_shop_that_does_not_follow_its_parcels_promises_no_delivery(settings):
    settings.OSCAR_REFERRALS_DELIVERED_STATUSES = ()
    assert friend("held", due_at=on(6, 2)).sentence == (
        "The return time ends on 2 June, then €10.00 is yours."
    )
