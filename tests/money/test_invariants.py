"""Whatever is wrong in the tables is found and named; after a whole story nothing is."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from oscar_referrals.flows import review, shape
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.round import run_round
from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.models import (
    Account,
    Advocate,
    Budget,
    Code,
    Entry,
    Event,
    Program,
    Referral,
    ReferralState,
    Reservation,
    Reward,
    RewardState,
    Transfer,
)
from oscar_referrals.selectors.invariants import batches, find_differences, find_notices
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(reward_now):
    """Tell a whole story: one friend for each way a referral can end; return the first referral."""
    advocate = AdvocateFactory(
        program__cap=Decimal(500), program__code_total=9, program__advocate_total=9
    )
    staff = CustomerFactory()
    rewarded, refunded, rejected, cancelled, late = (
        place_referred_order(advocate=advocate, email=f"{name}@example.com", quantity=4)
        for name in ("rewarded", "refunded", "rejected", "cancelled", "late")
    )
    review.reject(referral=rejected, actor=staff)
    change_status(cancelled.order, "Cancelled")
    for referral in (refunded, late):
        change_status(referral.order, "Delivered")
    reward_now(rewarded)
    record_refund(order=refunded.order, amount=Decimal("33.33"), reference="some")
    change_status(late.order, "Cancelled")
    spend_credit(advocate)
    keep_for_a_friend(advocate)
    review.reopen(referral=rejected, actor=staff)
    run_round()
    rewarded.refresh_from_db()
    return rewarded


def spend_credit(advocate):
    """Let the advocate spend the credit."""
    basket = make_basket(owner=advocate.user)
    put_credit_into_basket(account=Account.objects.get(kind="credit"), basket_id=basket.pk)
    place_order(basket=basket)


def keep_for_a_friend(advocate):
    """Let a friend come as far as the payment page."""
    basket = make_basket(owner=CustomerFactory())
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    reserve_invitation(basket)


@contextmanager
def undone():
    """Forget what was changed, and let the ledger be changed at all."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = 'replica'")
        yield
        transaction.set_rollback(True)


def of(model, **filters):
    """Return a function that changes rows behind everybody's back."""

    def change(**values):
        return lambda: model._base_manager.filter(**filters).update(**values)

    return change


REWARDED = {"state": ReferralState.REWARDED}


def invite_himself():
    """Let a friend be the advocate."""
    advocate = Advocate.objects.get()
    Referral.objects.filter(**REWARDED).update(friend_identity=advocate.identity)


def take_other_terms():
    """Let referrals follow terms that came later than their claims."""
    program = Program.objects.get()
    terms = shape.change_terms(
        program=program,
        terms={"currency": "EUR", "friend_value": Decimal(1), "reward_value": Decimal(1)},
    )
    Referral.objects.update(terms=terms)


def invite_in_a_circle():
    """Let the second friend be the advocate, and the advocate the second friend's friend."""
    first, second = Referral.objects.filter(**REWARDED).order_by("pk")
    other = Advocate.objects.create(
        program=first.program, identity=first.friend_identity, joined_at=first.placed_at
    )
    Referral.objects.filter(pk=second.pk).update(
        advocate=other,
        friend_identity=first.advocate.identity,
        claimed_identity=first.advocate.identity,
    )


def invite_twice():
    """Let the second friend be the first one, once more."""
    first, second = Referral.objects.filter(**REWARDED).order_by("pk")
    Referral.objects.filter(pk=second.pk).update(friend_identity=first.friend_identity)


def grant_early():
    """Move the end of the return time to after the reward."""
    Referral.objects.filter(**REWARDED).update(due_at=F("due_at") + timedelta(days=400))


def add_a_lonely_transfer():
    """Write a transfer without entries."""
    Transfer.objects.create(
        key="x", digest="", memo="x", posted_at=Event.objects.first().happened_at
    )


def forget_an_event():
    """Remove one event of a referral."""
    Event._base_manager.filter(reward=None, to_state=ReferralState.HELD).delete()


BREAKS = {
    "whole book sums to": of(Entry, account__kind="redeemed")(amount=F("amount") + 1),
    "not to zero": of(Entry, account__kind="expense")(amount=F("amount") - 1),
    "its entries say": of(Account, kind="expense")(balance=-1),
    "the chain breaks": of(Entry, account__kind="credit")(amount=F("amount") * 2),
    "mixes 2 currencies": of(Account, kind="expense")(currency="USD"),
    "its reward": of(Account, kind__in=("expense", "credit"))(currency="USD"),
    "not two or more": add_a_lonely_transfer,
    "its rewards are": of(Reward, state=RewardState.ISSUED)(granted=F("granted") - 1),
    "has reserved": of(Budget)(reserved=F("reserved") + 1),
    "promised is": of(Reservation)(amount=F("amount") + 1),
    "has committed": of(Budget)(committed=F("committed") + 1),
    "spent is": of(Referral, state=ReferralState.VOIDED)(reason="order_refunded"),
    "the friend is the advocate": invite_himself,
    "does not keep its friend": of(Referral, **REWARDED)(claimed_identity=None),
    "was invited 2 times": invite_twice,
    "do not belong together": take_other_terms,
    "circle": invite_in_a_circle,
    "friends, its referrals are": of(Code)(friends=F("friends") + 1),
    "which does not count for it": of(Code)(counted_by=F("pk")),
    "friends, the referrals are": of(Advocate)(friends=F("friends") + 1),
    "the events end in": of(Referral, **REWARDED)(state=ReferralState.HELD),
    "but the state was pending": forget_an_event,
    "which is no move": of(Event, to_state=ReferralState.APPROVED)(to_state=ReferralState.PENDING),
    "Program": of(Program)(state="paused"),
    "Reward": of(Reward, state=RewardState.ISSUED)(state=RewardState.EXPIRED),
    "do not fit": of(Reward, state=RewardState.ISSUED)(used=F("granted") + 1),
    "promises": of(Referral, **REWARDED)(promise=F("promise") + 1),
    "has no reward that is worth": of(Reward, state=RewardState.ISSUED)(clawed=F("granted")),
    "is taken back, but its reward": of(Reward, state=RewardState.REVOKED, granted__gt=0)(clawed=0),
    "but a reward was issued": of(Referral, **REWARDED)(state=ReferralState.APPROVED),
    "but not issued": of(Reward, state=RewardState.ISSUED)(issued_at=None),
    "due was": grant_early,
    "what is left of its order deserves": of(Reward, state=RewardState.ISSUED)(clawed=0),
}


def test_a_whole_story_leaves_no_difference(story):
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == {
        ReferralState.REWARDED,
        ReferralState.REVIEW,
        ReferralState.VOIDED,
        ReferralState.CLAWED_BACK,
    }
    assert Reservation.objects.exists()

    assert list(find_differences()) == []
    assert list(find_notices()) == []


def test_whatever_is_wrong_is_named(story):
    unnoticed = []
    for sentence, break_it in BREAKS.items():
        with undone():
            break_it()
            if sentence not in "\n".join(find_differences()):
                unnoticed.append(sentence)

    assert unnoticed == []


def test_nothing_is_missed_when_the_tables_are_read_in_several_batches(story, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    assert list(find_differences()) == []

    Referral.objects.update(reason="", state=ReferralState.APPROVED)

    told = [sentence for sentence in find_differences() if "the events end in" in sentence]
    assert len(told) == Referral.objects.count()


def test_a_shop_is_read_in_a_few_dozen_queries(story, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        list(find_differences())


def test_a_lowered_cap_is_a_notice_and_no_difference(story):
    Budget.objects.update(cap=Decimal("1.00"))

    assert list(find_differences()) == []
    assert ["was its cap lowered?" in notice for notice in find_notices()] == [True]


def test_the_command_prints_that_all_is_well(story):
    output = StringIO()

    call_command("referrals_verify", stdout=output)

    assert output.getvalue() == "The books are right.\n"


def test_the_command_fails_with_every_difference(story):
    Budget.objects.update(reserved=F("reserved") + 1, committed=F("committed") + 1)

    with pytest.raises(CommandError) as error:
        call_command("referrals_verify")

    assert ["has reserved" in str(error.value), "has committed" in str(error.value)] == [True] * 2
