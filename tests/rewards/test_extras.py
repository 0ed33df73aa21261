"""Extra rewards: for every friend, for milestones and for the friend himself."""

import itertools
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from oscar_referrals import ledger
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows import extras, shape
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.spend import spend_credit
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    AccountKind,
    Budget,
    Referral,
    Reward,
    RewardState,
    Work,
)
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, make_basket, place_order

pytestmark = pytest.mark.django_db

THIRD = {
    "side": "advocate",
    "when": "every_nth",
    "number": 3,
    "kind": "store_credit",
    "value": "5.00",
}
SECOND = {**THIRD, "when": "once_at", "number": 2, "value": "2.50"}
FRIEND = {"side": "friend", "when": "every_referral", "kind": "store_credit", "value": "4.00"}
SHARE = {
    "side": "advocate",
    "when": "every_referral",
    "kind": "voucher",
    "shape": "percentage",
    "value": "5.00",
    "cap": "3.00",
}


@pytest.fixture
def join():
    """Return a function that makes an advocate under terms with extra rewards."""

    def make(*extra_rewards, **fields):
        program = ProgramFactory(extra_rewards=list(extra_rewards), **fields)
        return AdvocateFactory(program=program)

    return make


def credit_of(advocate):
    """Return an advocate's credit."""
    account = Account.objects.filter(kind=AccountKind.CREDIT, user=advocate.user).first()
    return account.balance if account else Decimal(0)


def cancel(referral):
    """Cancel a referral's order."""
    change_status(referral.order, "Cancelled")
    run_due()


def milestones():
    """Return the milestones that stand, as amounts."""
    standing = Reward.objects.filter(milestone__isnull=False).order_by("pk")
    return list(standing.values_list("granted", flat=True))


def test_every_third_friend_brings_something_more(join, bring_friend, books):
    advocate = join(THIRD)

    totals = []
    for _friend in range(6):
        bring_friend(advocate)
        totals.append(credit_of(advocate))

    assert totals == [Decimal(amount) for amount in ("10", "20", "35", "45", "55", "70")]
    assert books() == []
    assert ledger.verify() == []


def test_once_at_two_friends_is_given_once(join, bring_friend, books):
    advocate = join(SECOND)

    for _friend in range(4):
        bring_friend(advocate)

    assert credit_of(advocate) == Decimal("42.50")
    assert milestones() == [Decimal("2.50")]
    assert books() == []


def test_a_refund_that_takes_a_friend_away_takes_the_milestone_back(join, bring_friend, books):
    advocate = join(THIRD, cap=Decimal(1000))
    friends = [bring_friend(advocate) for _friend in range(3)]

    cancel(friends[0])

    assert credit_of(advocate) == Decimal("20.00")
    assert milestones() == []
    taken_back = Reward.objects.get(slot=None)
    assert (taken_back.state, taken_back.clawed) == (RewardState.REVOKED, Decimal("5.00"))
    assert Budget.objects.get().committed == Decimal("40.00")
    assert books() == []


def test_the_milestone_is_reached_again_with_another_friend(join, bring_friend, books):
    advocate = join(THIRD)
    friends = [bring_friend(advocate) for _friend in range(3)]
    cancel(friends[2])

    bring_friend(advocate)

    assert credit_of(advocate) == Decimal("35.00")
    assert Reward.objects.filter(slot=None).count() == 2
    assert books() == []


def spend_all(advocate):
    """Let an advocate spend all his credit in an order of his own."""
    account = Account.objects.get(kind=AccountKind.CREDIT, user=advocate.user)
    order = place_order(basket=make_basket(owner=advocate.user))
    spend_credit(
        account=account,
        user_id=advocate.user_id,
        amount=account.balance,
        order_id=order.pk,
        number=str(order.number),
    )


def test_a_milestone_that_was_spent_and_written_off_is_not_given_again(join, bring_friend, books):
    advocate = join(SECOND, recovery="write_off")
    friends = [bring_friend(advocate) for _friend in range(2)]
    spend_all(advocate)
    cancel(friends[0])
    assert credit_of(advocate) == Decimal("0.00")

    bring_friend(advocate)

    assert credit_of(advocate) == Decimal("10.00")
    assert Reward.objects.filter(slot=None).count() == 1
    assert books() == []


def test_a_milestone_that_was_spent_and_is_owed_is_given_against_the_debt(
    join, bring_friend, books
):
    advocate = join(SECOND)
    friends = [bring_friend(advocate) for _friend in range(2)]
    spend_all(advocate)
    cancel(friends[0])

    bring_friend(advocate)

    assert credit_of(advocate) == Decimal("0.00")
    assert Account.objects.get(kind=AccountKind.RECEIVABLE).balance == Decimal("0.00")
    assert books() == []


def test_any_order_of_the_same_events_ends_in_the_same_cents(join, bring_friend):
    endings = set()
    for order in set(itertools.permutations("fffc")):
        if order[0] == "c":
            continue
        advocate = join(THIRD, SECOND)
        referrals = []
        for event in order:
            if event == "f":
                email = f"{advocate.pk}.{len(referrals)}@example.com"
                referrals.append(bring_friend(advocate, email=email))
            else:
                cancel(referrals[0])
        endings.add(credit_of(advocate))
    assert endings == {Decimal("22.50")}


def test_running_the_same_work_again_changes_nothing(join, bring_friend):
    advocate = join(THIRD, SHARE)
    referrals = [bring_friend(advocate) for _friend in range(3)]
    before = list(Reward.objects.order_by("pk").values())

    for referral in referrals * 2:
        extras.settle(referral.pk)

    assert list(Reward.objects.order_by("pk").values()) == before


def test_a_milestone_stands_once_whatever_the_code_does(join, bring_friend):
    advocate = join(SECOND)
    for _friend in range(2):
        bring_friend(advocate)
    reward = Reward.objects.get(slot=None)

    reward.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        reward.save()


def test_new_terms_with_the_same_milestone_go_on_counting(join, bring_friend, books):
    advocate = join(THIRD)
    bring_friend(advocate)
    shape.change_terms(
        program=advocate.program,
        terms={
            "currency": "EUR",
            "friend_value": Decimal(12),
            "reward_value": Decimal(8),
            "extra_rewards": [THIRD],
        },
    )

    bring_friend(advocate)
    bring_friend(advocate)

    assert milestones() == [Decimal("5.00")]
    assert books() == []


def test_a_friend_gets_a_reward_after_his_order(join, bring_friend, books):
    advocate = join(FRIEND)
    friend = CustomerFactory()

    referral = bring_friend(advocate, user=friend)

    reward = Reward.objects.get(side="friend")
    assert (reward.owner_id, reward.granted) == (friend.pk, Decimal("4.00"))
    assert Account.objects.get(user=friend).balance == Decimal("4.00")
    cancel(referral)
    assert Account.objects.get(user=friend).balance == Decimal("0.00")
    assert books() == []


def test_a_friend_without_an_account_gets_none(join, bring_friend, books):
    bring_friend(join(FRIEND))

    assert not Reward.objects.filter(side="friend").exists()
    assert books() == []


def test_an_extra_reward_shrinks_with_the_order_like_any_other(join, bring_friend, books):
    referral = bring_friend(join(SHARE), quantity=4)
    extra = Reward.objects.get(kind="voucher")
    assert extra.granted == Decimal("3.00")

    record_refund(
        order=referral.order,
        amount=Decimal("45.00"),
        reference="1",
        lines={referral.order.lines.get().pk: 2},
    )
    run_due()

    extra.refresh_from_db()
    assert extra.net == Decimal("1.50")
    assert books() == []


def test_what_the_budget_has_no_room_for_stays_owed_and_is_tried_again(
    join, bring_friend, pass_time, books
):
    advocate = join(SECOND, cap=Decimal("42.00"))
    for _friend in range(2):
        bring_friend(advocate)
    owed = Reward.objects.get(slot=None)
    assert (owed.state, owed.granted) == (RewardState.PROMISED, Decimal(0))
    assert Work.objects.filter(kind="extras", status="waiting").exists()
    assert Budget.objects.get().used == Decimal("40.00")
    assert books() == []

    shape.set_budget(program=advocate.program, cap=Decimal("42.50"))
    pass_time(16)

    owed.refresh_from_db()
    assert owed.state == RewardState.ISSUED
    assert Budget.objects.get().used == Decimal("42.50")
    assert credit_of(advocate) == Decimal("22.50")
    assert books() == []


def test_a_milestone_that_is_owed_ends_with_the_friends(join, bring_friend, books):
    advocate = join(SECOND, cap=Decimal("42.00"))
    friends = [bring_friend(advocate) for _friend in range(2)]

    cancel(friends[0])

    assert Reward.objects.get(slot=None).state == RewardState.REVOKED
    assert milestones() == []
    assert books() == []


def test_terms_without_extra_rewards_make_no_work(bring_friend):
    bring_friend(AdvocateFactory())

    assert not Work.objects.filter(kind="extras").exists()


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ("gold", "It has to consist of keys and values."),
        ({**THIRD, "size": 1}, "There is no size."),
        ({**THIRD, "side": "nobody"}, "side: It has to be one of advocate, friend."),
        ({**THIRD, "number": 1}, "It has to be a whole number from 2 to 1000."),
        ({**THIRD, "side": "friend"}, "A milestone belongs to the advocate."),
        ({**THIRD, "shape": "percentage"}, "A milestone has a fixed size."),
        ({**FRIEND, "number": 3}, "A number belongs to a milestone. Leave it empty."),
        ({**FRIEND, "value": "0"}, "It has to be more than nothing."),
        ({**FRIEND, "cap": "1.00"}, "A limit belongs to a percentage. Leave it empty."),
        ({**FRIEND, "options": {"use": "once"}}, "use: There is no such figure."),
        ({**FRIEND, "needs_claim": "yes"}, "needs_claim: It has to be true or false."),
    ],
)
def test_a_wrong_extra_reward_is_refused(extra, problem):
    with pytest.raises(TermsInvalid) as refused:
        ProgramFactory(extra_rewards=[FRIEND, extra])
    assert refused.value.problems == {"extra_rewards": f"Extra reward 2: {problem}"}


def test_the_same_extra_reward_twice_is_refused():
    with pytest.raises(TermsInvalid, match="Extra reward 2: It is there twice."):
        ProgramFactory(extra_rewards=[FRIEND, FRIEND])


def test_friends_of_another_advocate_do_not_count(join, bring_friend):
    first = join(SECOND)
    second = AdvocateFactory(program=first.program)

    bring_friend(first)
    bring_friend(second)

    assert milestones() == []
    assert Referral.objects.filter(state="rewarded").count() == 2
