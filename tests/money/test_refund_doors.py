"""Refunds that the shop notes in Oscar's own rows reach the rewards, once and as meant."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from oscar_referrals.checks import check_refunds
from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ReferralState, Refund, Work, WorkStatus
from oscar_referrals.shop import receivers
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import make_basket, place_order, place_referred_order

pytestmark = pytest.mark.django_db

PaymentEvent = get_model("order", "PaymentEvent")
PaymentEventType = get_model("order", "PaymentEventType")
Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")
Transaction = get_model("payment", "Transaction")

#: 100.00 for four pieces, 10.00 off: a base of 90.00, a promise of 10.00.
BIG = {"price": "25.00", "quantity": 4}


@pytest.fixture
def rewarded(reward_now):
    """Return a referral whose reward of 10.00 is issued."""
    return reward_now(place_referred_order(advocate=AdvocateFactory(), **BIG))


@pytest.fixture
def a_minute_later(monkeypatch):
    """Return a function that lets more than a minute pass and does what is due then."""

    def wait():
        monkeypatch.setenv(OFFSET_VARIABLE, "15.001")
        run_due()

    return wait


def event_type(name="Refunded"):
    return PaymentEventType.objects.get_or_create(name=name)[0]


def note_event(order, amount, quantity=None, name="Refunded"):
    """Note a payment event with Oscar's own code, for pieces of the only line or for none."""
    lines = {}
    if quantity is not None:
        lines = {"lines": [order.lines.get()], "line_quantities": [quantity]}
    handler = get_class("order.processing", "EventHandler")()
    return handler.create_payment_event(order, event_type(name), Decimal(amount), **lines)


def pay_back(order, amount):
    """Pay back with Oscar's own payment source."""
    source_type, _ = SourceType.objects.get_or_create(code="card", defaults={"name": "Card"})
    source, _ = Source.objects.get_or_create(
        order=order, source_type=source_type, defaults={"amount_debited": Decimal("90.00")}
    )
    source.refund(Decimal(amount))


def test_a_payment_event_takes_back_what_its_lines_make_undeserved(
    rewarded, a_minute_later, credit
):
    note_event(rewarded.order, "45.00", quantity=2)
    a_minute_later()

    refund = Refund.objects.get()
    assert (refund.amount, refund.names_lines) == (Decimal("45.00"), True)
    assert credit() == Decimal("5.00")


def test_a_payment_event_without_lines_counts_for_the_whole_order(rewarded, a_minute_later, credit):
    note_event(rewarded.order, "30.00")
    a_minute_later()

    assert not Refund.objects.get().names_lines
    assert credit() == Decimal("6.66")


def test_the_lines_are_read_a_minute_later_when_oscar_has_written_them(rewarded, a_minute_later):
    event = note_event(rewarded.order, "45.00")
    run_due()
    assert not Refund.objects.exists()

    event.line_quantities.create(line=rewarded.order.lines.get(), quantity=2)
    a_minute_later()

    assert Refund.objects.get().lines.get().quantity == 2


def test_two_events_with_one_reference_of_the_gateway_are_two_refunds(
    rewarded, a_minute_later, credit
):
    for _ in range(2):
        event = note_event(rewarded.order, "22.50", quantity=1)
        PaymentEvent.objects.filter(pk=event.pk).update(reference="re_1")
    a_minute_later()

    assert credit() == Decimal("5.00")


def test_a_refund_noted_as_a_negative_amount_is_the_same_refund(rewarded, a_minute_later, credit):
    note_event(rewarded.order, "-30.00")
    a_minute_later()

    assert credit() == Decimal("6.66")


def test_an_event_that_is_deleted_in_time_was_no_refund(rewarded, a_minute_later, credit):
    note_event(rewarded.order, "30.00").delete()
    a_minute_later()

    assert credit() == Decimal("10.00")
    assert not Work.objects.exclude(status=WorkStatus.DONE).exists()


@pytest.mark.parametrize("name", ["Paid", "Invoiced", "refunded soon"])
def test_other_payment_events_are_no_refunds(rewarded, a_minute_later, name):
    note_event(rewarded.order, "30.00", name=name)
    a_minute_later()

    assert not Refund.objects.exists()


def test_the_shop_names_its_own_types(rewarded, a_minute_later, settings, credit):
    settings.OSCAR_REFERRALS_REFUND_TYPES = ["Money back"]
    note_event(rewarded.order, "30.00", name="Refunded")
    note_event(rewarded.order, "45.00", name="Money back")
    a_minute_later()

    assert credit() == Decimal("5.00")


def test_a_refund_of_an_order_that_is_none_of_ours_is_not_followed():
    order = place_order(basket=make_basket(), email="guest@example.com")

    note_event(order, "30.00")

    assert not Work.objects.filter(kind="refund").exists()


def test_a_transaction_is_a_refund_if_the_shop_says_so(rewarded, a_minute_later, settings, credit):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = "transaction"
    note_event(rewarded.order, "90.00")
    pay_back(rewarded.order, "30.00")
    pay_back(rewarded.order, "15.00")
    a_minute_later()

    assert Refund.objects.count() == 2
    assert credit() == Decimal("5.00")


def test_without_the_setting_nothing_is_read_and_nothing_is_asked(rewarded, settings):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = None
    event = note_event(rewarded.order, "90.00")

    with CaptureQueriesContext(connection) as queries:
        receivers.money_moved(PaymentEvent, instance=event, created=True, raw=False)

    assert len(queries) == 0
    assert not Work.objects.filter(kind="refund").exists()


def test_an_error_of_ours_leaves_the_refund_of_the_shop(rewarded, monkeypatch):
    def fail(row):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(receivers.refunds, "note_refund", fail)

    assert note_event(rewarded.order, "90.00").pk


# Looking for what no signal has told


def reconcile(capsys, *, days=30):
    call_command("referrals_reconcile", days=days)
    return capsys.readouterr().out.strip()


def refund_in_bulk(order, amount="45.00", quantity=2):
    """Write a payment event and its line the way that sends no signal."""
    event = PaymentEvent(order=order, event_type=event_type(), amount=Decimal(amount))
    PaymentEvent.objects.bulk_create([event])
    event = PaymentEvent.objects.get()
    event.line_quantities.create(line=order.lines.get(), quantity=quantity)


def test_refunds_written_in_bulk_are_found_and_repeating_it_changes_nothing(
    rewarded, monkeypatch, capsys, credit
):
    refund_in_bulk(rewarded.order)
    monkeypatch.setenv(OFFSET_VARIABLE, "15.001")

    assert reconcile(capsys) == "refunds found 1, orders looked at 1"
    assert credit() == Decimal("5.00")
    assert reconcile(capsys) == "refunds found 0, orders looked at 1"
    run_due()
    assert credit() == Decimal("5.00")


def test_an_event_that_is_known_already_is_not_found_again(rewarded, a_minute_later, capsys):
    note_event(rewarded.order, "45.00", quantity=2)
    a_minute_later()

    assert reconcile(capsys) == "refunds found 0, orders looked at 1"
    assert Refund.objects.count() == 1


def test_a_refund_that_was_reported_by_hand_counts_once_if_only_one_door_is_used(
    rewarded, settings, capsys, credit
):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = None
    refund_in_bulk(rewarded.order)
    record_refund(
        order=rewarded.order,
        amount=Decimal("45.00"),
        reference="re_1",
        lines={rewarded.order.lines.get().pk: 2},
    )

    assert reconcile(capsys) == "refunds found 0, orders looked at 1"
    assert credit() == Decimal("5.00")


def test_refunds_and_orders_before_the_window_are_left_alone(rewarded, monkeypatch, capsys):
    refund_in_bulk(rewarded.order)
    monkeypatch.setenv(OFFSET_VARIABLE, "60")

    assert reconcile(capsys, days=30) == "refunds found 0, orders looked at 0"


def test_transactions_written_in_bulk_are_found(rewarded, settings, monkeypatch, capsys, credit):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = "transaction"
    pay_back(rewarded.order, "0.00")
    Transaction.objects.bulk_create(
        [Transaction(source=Source.objects.get(), txn_type="Refund", amount=Decimal("45.00"))]
    )
    monkeypatch.setenv(OFFSET_VARIABLE, "15.001")

    assert reconcile(capsys) == "refunds found 2, orders looked at 1"
    assert credit() == Decimal("5.00")


def test_an_order_edited_after_the_reward_is_followed(rewarded, capsys, credit):
    rewarded.order.lines.update(line_price_incl_tax=Decimal("45.00"))

    reconcile(capsys)

    assert credit() == Decimal("5.00")


def test_a_cancellation_written_in_bulk_ends_the_referral(capsys):
    referral = place_referred_order(advocate=AdvocateFactory(), **BIG)
    run_due()
    get_model("order", "Order").objects.update(status="Cancelled")

    reconcile(capsys)

    referral.refresh_from_db()
    assert referral.state == ReferralState.VOIDED


def test_a_referral_whose_order_was_deleted_is_followed_too(capsys):
    referral = place_referred_order(advocate=AdvocateFactory(), **BIG)
    run_due()
    get_model("order", "Order").objects.all().delete()

    reconcile(capsys)

    referral.refresh_from_db()
    assert referral.state == ReferralState.VOIDED


def test_one_order_that_fails_does_not_stop_the_others(rewarded, monkeypatch, capsys, credit):
    from django.core.management import CommandError

    from oscar_referrals.flows import reconcile as reconciling

    broken = place_referred_order(advocate=AdvocateFactory(), email="other@example.com")
    rewarded.order.lines.update(line_price_incl_tax=Decimal("45.00"))
    look_again = reconciling.look_again

    def look(*, referral_id):
        if referral_id == broken.pk:
            raise RuntimeError("a mistake of ours")
        look_again(referral_id=referral_id)

    monkeypatch.setattr(reconciling, "look_again", look)
    with pytest.raises(CommandError, match="1 orders could not"):
        reconcile(capsys)

    assert credit() == Decimal("5.00")


# Settings


@pytest.mark.parametrize(
    ("source", "types", "ids"),
    [
        (None, "anything", []),
        ("payment_event", ["Refunded"], []),
        ("transaction", ("Refund",), []),
        ("payment_events", ["Refunded"], ["oscar_referrals.E005"]),
        ("transaction", "Refund", ["oscar_referrals.E006"]),
        ("transaction", [], ["oscar_referrals.E006"]),
    ],
)
def test_a_setting_that_would_lose_refunds_is_told_with_a_hint(settings, source, types, ids):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = source
    settings.OSCAR_REFERRALS_REFUND_TYPES = types

    found = check_refunds()

    assert [message.id for message in found] == ids
    assert all(message.hint for message in found)
