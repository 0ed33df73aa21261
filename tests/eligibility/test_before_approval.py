"""The rules about the order are asked again before the reward is approved."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model
from oscar.test.factories import create_order

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.eligibility import ORDER_RULES
from oscar_referrals.flows import review
from oscar_referrals.flows.recheck import judge_orders
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Referral, ReferralState
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_referred_order,
)

pytestmark = pytest.mark.django_db


def order_under(*rules, **terms):
    """Let a friend buy 4 pieces for 100.00 under these rules; bring the order to the customer."""
    program = ProgramFactory(order_rules=list(rules), **terms)
    referral = place_referred_order(advocate=AdvocateFactory(program=program), quantity=4)
    run_due()
    change_status(referral.order, "Delivered")
    run_due()
    return referral


def return_pieces(referral, *, pieces):
    """Send pieces of the only line back."""
    line = referral.order.lines.get()
    amount = line.line_price_incl_tax * pieces / line.quantity
    record_refund(
        order=referral.order, amount=amount, reference=f"back-{pieces}", lines={line.pk: pieces}
    )


@pytest.fixture
def later(monkeypatch):
    """Return a function that lets the return time pass and does what is due."""

    def wait(referral):
        monkeypatch.setenv(OFFSET_VARIABLE, "15")
        run_due()
        referral.refresh_from_db()
        return referral.state

    return wait


AT_LEAST_3_PIECES = {"rule": "quantity", "pieces": 3}
WORTH_60 = {"rule": "minimum_value", "amount": "60.00"}


def test_an_order_that_still_counts_is_rewarded(later):
    referral = order_under(AT_LEAST_3_PIECES, WORTH_60)
    return_pieces(referral, pieces=1)

    assert later(referral) == ReferralState.REWARDED


def test_an_order_that_counts_no_more_goes_to_review_with_the_reason_and_all_answers(later):
    referral = order_under(AT_LEAST_3_PIECES, WORTH_60)
    return_pieces(referral, pieces=2)

    assert later(referral) == ReferralState.REVIEW

    assert referral.reason == "too_few_pieces"
    answers = referral.events.latest("pk").details["rules"]
    assert [(one["rule"], one["passed"], one["values"]) for one in answers] == [
        ("quantity", False, {"pieces": "2"}),
        ("minimum_value", False, {"value": "50.00", "currency": "EUR"}),
    ]


def test_what_a_person_accepts_for_that_reason_is_not_sent_to_him_again(later):
    referral = order_under(AT_LEAST_3_PIECES)
    return_pieces(referral, pieces=2)
    later(referral)

    review.accept(referral=referral, actor=CustomerFactory(is_staff=True))

    assert later(referral) == ReferralState.REWARDED


@pytest.fixture
def moody_rule():
    """Register a rule of the shop's own, that raises whenever its mood is bad."""
    mood = {"is_good": True, "breaks_a_query": False}

    @ORDER_RULES.rule(staff="In a good mood", published="We have to be in a good mood.")
    def in_good_mood(purchase):
        if mood["breaks_a_query"]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT mood FROM nowhere")
        if not mood["is_good"]:
            raise RuntimeError("a rule of the shop's own")
        return True

    yield mood
    ORDER_RULES.remove("in_good_mood")


def test_a_rule_that_raises_means_review_and_never_a_reward(later, moody_rule):
    referral = order_under({"rule": "in_good_mood"})
    moody_rule["is_good"] = False

    assert later(referral) == ReferralState.REVIEW
    assert referral.reason == "rule_failed"


def test_a_rule_that_raises_in_the_basket_gives_no_discount(stage, moody_rule):
    moody_rule["is_good"] = False
    stage.buy()

    assert stage.use_code(order_rules=[{"rule": "in_good_mood"}]) == "50.00"
    assert "This invitation is no longer valid." in stage.visitor.messages


@pytest.mark.parametrize("trouble", [{"is_good": False}, {"breaks_a_query": True}])
def test_a_rule_that_raises_while_the_order_is_written_stops_the_discounted_order(
    moody_rule, trouble
):
    advocate = AdvocateFactory(program=ProgramFactory(order_rules=[{"rule": "in_good_mood"}]))
    basket = make_basket()
    basket.vouchers.add(advocate.codes.get().voucher_id)
    apply_offers(basket)
    assert basket.total_incl_tax == 40
    moody_rule.update(trouble)

    with pytest.raises(UnableToPlaceOrder):
        create_order(basket=basket, user=AnonymousUser(), guest_email="ben@example.com")

    assert not get_model("order", "Order").objects.exists()
    assert not advocate.referrals.exists()


def test_at_the_last_page_the_customer_is_led_back_and_not_charged(visitor, bank, moody_rule):
    advocate = AdvocateFactory(program=ProgramFactory(order_rules=[{"rule": "in_good_mood"}]))
    code = advocate.codes.get()
    assert visitor.go_to_checkout(code.text) == "40.00"
    moody_rule["is_good"] = False

    visitor.place_order()

    assert bank.charged == []
    assert not get_model("order", "Order").objects.exists()


def test_terms_without_such_rules_cost_no_query_more(django_assert_num_queries):
    order_under()
    referrals = list(Referral.objects.select_related("terms"))
    with django_assert_num_queries(0):
        assert judge_orders(referrals) == {}


def test_many_orders_are_read_with_as_many_queries_as_few():
    program = ProgramFactory(order_rules=[AT_LEAST_3_PIECES, WORTH_60, {"rule": "not_combined"}])
    advocate = AdvocateFactory(program=program)
    for number in range(3):
        place_referred_order(advocate=advocate, email=f"friend{number}@example.com", quantity=4)
    referrals = list(Referral.objects.select_related("terms"))
    with CaptureQueriesContext(connection) as sent:
        decisions = judge_orders(referrals)
    assert len([query for query in sent if "SAVEPOINT" not in query["sql"]]) == 8
    assert all(decision.passed for decision in decisions.values())
    assert len(decisions) == 3
