"""A share of what is sold goes to a partner: to the cent, whatever happens to the orders."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from oscar.core.loading import get_model

from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import donate, partners, shape
from oscar_referrals.flows.reconcile import reconcile
from oscar_referrals.flows.refund import record_chargeback, record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Account,
    AccountKind,
    Budget,
    CountedOrders,
    Donation,
    ProgramKind,
    ReferralState,
    Transfer,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    make_product,
    place_order,
    place_referred_order,
)
from oscar_referrals.test.partners import PartnerFactory, make_pledge

pytestmark = pytest.mark.django_db

ZERO = Decimal("0.00")


def owed():
    """Return what the only partner is owed."""
    account = Account.objects.filter(kind=AccountKind.PAYABLE).first()
    return account.balance if account else ZERO


def buy(price="25.00", quantity=2, email="buyer@example.com"):
    """Place an order that has nothing to do with an invitation."""
    return place_order(basket=make_basket(price=price, quantity=quantity), email=email)


def assert_all_is_well():
    """Nothing in the tables contradicts anything else."""
    assert list(find_differences()) == []


def test_a_partner_gets_a_share_of_every_order_in_the_window():
    make_pledge()
    buy(price="33.33", quantity=1)
    buy(price="10.00", quantity=1)

    run_due()

    assert owed() == Decimal("4.33")
    assert sorted(Donation.objects.values_list("accrued", flat=True)) == [
        Decimal("1.00"),
        Decimal("3.33"),
    ]
    assert_all_is_well()


def test_nothing_is_counted_in_the_order_itself():
    basket = make_basket()
    apply_offers(basket)
    make_pledge()

    place_order(basket=basket, email="buyer@example.com")

    assert not Donation.objects.exists()


def test_orders_from_before_the_pledge_count_if_the_window_had_begun():
    buy()
    make_pledge(starts_at=database_now() - timedelta(days=7))

    run_due()

    assert owed() == Decimal("5.00")


def test_orders_outside_the_window_do_not_count():
    early, late = buy(), buy()
    order_model = get_model("order", "Order")
    pledge = make_pledge()
    order_model.objects.filter(pk=early.pk).update(
        date_placed=pledge.starts_at - timedelta(seconds=1)
    )
    order_model.objects.filter(pk=late.pk).update(date_placed=pledge.ends_at)

    run_due()

    assert not Donation.objects.exists()


def test_only_the_chosen_ranges_count_line_by_line():
    chosen, other = make_product(price="40.00"), make_product(price="25.00")
    row = get_model("offer", "Range").objects.create(name="Harbor blend", slug="harbor")
    row.add_product(chosen)
    make_pledge(ranges=["harbor"])
    basket = make_basket(price="5.00", quantity=1)
    basket.add_product(chosen, 1)
    basket.add_product(other, 1)
    place_order(basket=basket, email="buyer@example.com")

    run_due()

    assert Donation.objects.get().base == Decimal("40.00")
    assert owed() == Decimal("4.00")
    row.remove_product(chosen)
    donate.settle(Donation.objects.all())
    assert owed() == Decimal("4.00"), "a range that changes later changes no donation"


def test_net_proceeds_are_without_tax_and_after_every_discount():
    make_pledge()
    referral = place_referred_order(advocate=AdvocateFactory())
    referral.order.lines.update(line_price_excl_tax=Decimal("32.00"))

    run_due()

    assert owed() == Decimal("3.20")


def test_an_order_in_another_currency_does_not_count():
    make_pledge()
    place_order(basket=make_basket(currency="USD"), email="buyer@example.com")

    run_due()

    assert not Donation.objects.exists()


def test_doing_it_again_posts_nothing_more():
    pledge = make_pledge()
    order = buy()
    run_due()

    donate.count_orders(pledge)
    donate.settle_order(order_id=order.pk)
    reconcile(since=database_now() - timedelta(days=30))

    assert (owed(), Transfer.objects.count()) == (Decimal("5.00"), 1)


def test_a_refund_of_one_line_lowers_the_share_of_that_line():
    make_pledge()
    order = buy(quantity=3, price="11.11")
    run_due()
    line = order.lines.get()

    record_refund(order=order, amount=Decimal("11.11"), reference="one", lines={line.pk: 1})
    run_due()

    assert owed() == Decimal("2.22")
    assert Budget.objects.get().committed == Decimal("2.22")
    assert_all_is_well()


@pytest.mark.parametrize("order_of_events", list(permutations(range(3))))
def test_any_order_of_refunds_ends_in_the_same_cents(order_of_events):
    make_pledge(percent=Decimal("7.25"))
    order = buy(quantity=7, price="3.37")
    line = order.lines.get()
    events = [
        lambda: record_refund(
            order=order, amount=Decimal("3.37"), reference="a", lines={line.pk: 1}
        ),
        lambda: record_refund(order=order, amount=Decimal("5.00"), reference="b"),
        run_due,
    ]
    for number in order_of_events:
        events[number]()
    run_due()

    assert owed() == Decimal("1.10")
    assert_all_is_well()


@pytest.mark.parametrize("has_run", [True, False])
def test_a_cancelled_order_gives_nothing(has_run):
    make_pledge()
    order = buy()
    if has_run:
        run_due()

    change_status(order, "Cancelled")
    run_due()

    assert owed() == ZERO
    assert Budget.objects.get().committed == ZERO
    assert_all_is_well()


def test_a_chargeback_takes_everything_back_by_a_new_posting():
    make_pledge()
    order = buy()
    run_due()

    record_chargeback(order=order, reference="bank")
    run_due()

    assert owed() == ZERO
    assert Transfer.objects.count() == 2
    assert_all_is_well()


def test_a_refund_that_oscar_knew_before_the_order_was_counted_is_found(settings):
    settings.OSCAR_REFERRALS_REFUND_SOURCE = "payment_event"
    order = buy()
    event_type = get_model("order", "PaymentEventType").objects.create(name="Refund")
    event = order.payment_events.create(event_type=event_type, amount=Decimal("25.00"))
    get_model("order", "PaymentEvent").objects.filter(pk=event.pk).update(
        date_created=database_now() - timedelta(hours=1)
    )
    make_pledge()

    run_due()

    assert owed() == Decimal("2.50")
    assert_all_is_well()


def test_a_status_change_before_the_order_was_counted_is_followed():
    make_pledge(starts_at=database_now() - timedelta(days=1))
    run_due()
    order = buy()
    change_status(order, "Cancelled")

    assert run_due().failed == 0
    reconcile(since=database_now() - timedelta(days=1))

    assert owed() == ZERO


def test_new_orders_are_looked_for_again_and_again(monkeypatch):
    make_pledge()
    run_due()
    buy()
    run_due()
    assert owed() == ZERO

    monkeypatch.setenv(OFFSET_VARIABLE, "1")
    run_due()

    assert owed() == Decimal("5.00")


def test_the_nightly_reconciliation_counts_what_was_missed():
    make_pledge()
    run_due()
    buy()

    reconcile(since=database_now() - timedelta(days=1))

    assert owed() == Decimal("5.00")


def test_an_ended_pledge_counts_what_was_sold_before():
    pledge = make_pledge()
    buy()
    partners.end_pledge(pledge=pledge)
    buy()

    reconcile(since=database_now() - timedelta(days=1))

    assert owed() == Decimal("5.00")


def test_the_cap_of_the_budget_holds_and_what_waits_is_given_when_there_is_room():
    program = ProgramFactory(kind=ProgramKind.COMMUNITY, cap=Decimal("7.00"))
    pledge = make_pledge(program=program)
    buy()
    buy()
    run_due()

    assert (owed(), Budget.objects.get().committed) == (Decimal("5.00"), Decimal("5.00"))
    assert_all_is_well()

    shape.set_budget(program=program, cap=Decimal(10))
    donate.settle_waiting(pledge)

    assert owed() == Decimal("10.00")
    assert_all_is_well()


def test_only_orders_with_the_partners_code_count_if_the_owner_says_so():
    pledge = make_pledge(counts=CountedOrders.WITH_CODE)
    advocate = pledge.partner.advocates.get()
    buy()
    referral = place_referred_order(advocate=advocate)
    run_due()

    assert owed() == Decimal("4.00")
    assert Donation.objects.get().order_id == referral.order_id
    assert_all_is_well()


def test_a_referral_of_a_partner_is_kept_and_counted_but_earns_no_reward(monkeypatch):
    pledge = make_pledge(has_code=True)
    referral = place_referred_order(advocate=pledge.partner.advocates.get())
    run_due()
    change_status(referral.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    run_due()

    referral.refresh_from_db()
    assert (referral.state, referral.promise) == (ReferralState.APPROVED, ZERO)
    assert not referral.rewards.exists()
    assert_all_is_well()


def test_a_referral_of_a_partner_ends_when_the_order_is_cancelled(monkeypatch):
    pledge = make_pledge(has_code=True)
    referral = place_referred_order(advocate=pledge.partner.advocates.get())
    run_due()
    change_status(referral.order, "Cancelled")
    run_due()

    referral.refresh_from_db()
    assert referral.state == ReferralState.VOIDED
    assert_all_is_well()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda pledge: {"program": ProgramFactory()}, Reason.NOT_FOR_PARTNERS),
        (lambda pledge: {"partner": PartnerFactory(is_active=False)}, Reason.NOT_FOR_PARTNERS),
        (lambda pledge: {"ends_at": pledge.starts_at + timedelta(days=1)}, Reason.PLEDGED_ALREADY),
    ],
)
def test_a_pledge_that_makes_no_sense_is_refused(change, reason):
    pledge = make_pledge()

    with pytest.raises(Refused) as refusal:
        make_pledge(**{"program": pledge.program, "partner": pledge.partner} | change(pledge))

    assert refusal.value.reason == reason
    assert pledge.program.pledges.count() == 1
