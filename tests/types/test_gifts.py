"""Gifts for the best customers to give away: made once, within the budget, and back if unused."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.clock import OFFSET_VARIABLE, database_now
from oscar_referrals.exceptions import Refused, TermsInvalid
from oscar_referrals.flows import drop as dropping
from oscar_referrals.flows import shape
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Budget,
    Code,
    Drop,
    DropMeasure,
    Gift,
    ProgramKind,
    Referral,
    ReferralState,
    Work,
    WorkStatus,
)
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.drops import find_best
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.shop.checkout import reserve_invitation
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db

BY_SPEND = DropPlan(DropMeasure.SPEND, 12, 2)


def make_program(**fields):
    """Return a live tangible program: gifts of 15.00, a budget of 100.00."""
    usual = {"kind": ProgramKind.TANGIBLE, "code_total": 1, "friend_value": Decimal(15)}
    return ProgramFactory(**usual | {"cap": Decimal(100), "slug": "gifts"} | fields)


def make_customers():
    """Return three customers: the first has spent most, the second has ordered most often."""
    customers = [CustomerFactory() for _ in range(3)]
    for customer, prices in zip(customers, (["90.00"], ["20.00"] * 3, ["10.00"]), strict=True):
        for price in prices:
            place_order(basket=make_basket(owner=customer, price=price, quantity=1))
    return customers


def make_drop(program, *, name="Summer gifts", plan=BY_SPEND, days=30):
    """Give the best customers their gifts."""
    return dropping.make_drop(
        program=program, name=name, plan=plan, valid_until=database_now() + timedelta(days=days)
    )


def use(gift, email="friend@example.com", quantity=2):
    """Let a friend order with a gift; return the referral."""
    basket = make_basket(quantity=quantity)
    basket.vouchers.add(gift.code.voucher_id)
    order = place_order(basket=basket, email=email)
    return Referral.objects.filter(order=order).first()


def test_who_has_two_accounts_with_one_address_gets_one_gift():
    for _ in range(2):
        customer = CustomerFactory(email="anna@example.com")
        place_order(basket=make_basket(owner=customer, price="50.00", quantity=1))
    assert make_drop(make_program()).gifts.count() == 1


def budget():
    """Return what the program's budget has committed and reserved."""
    row = Budget.objects.get(program__slug="gifts")
    return row.committed, row.reserved


def assert_all_is_well():
    """Nothing in the tables contradicts anything else."""
    assert list(find_differences()) == []


@pytest.mark.parametrize(
    ("measure", "best"), [(DropMeasure.SPEND, [0, 1]), (DropMeasure.ORDERS, [1, 0])]
)
def test_the_best_customers_are_found_by_spend_or_by_orders(measure, best):
    customers = make_customers()

    found = find_best(plan=DropPlan(measure, 12, 2), currency="EUR", moment=database_now())

    assert [person.user_id for person in found] == [customers[number].pk for number in best]


def test_what_was_refunded_or_cancelled_was_not_spent():
    first, second, _third = make_customers()
    order = get_model("order", "Order").objects.get(user=first)
    record_refund(order=order, amount=Decimal("85.00"), reference="most")
    for order in get_model("order", "Order").objects.filter(user=second):
        change_status(order, "Cancelled")

    found = find_best(plan=BY_SPEND, currency="EUR", moment=database_now())

    assert second.pk not in {person.user_id for person in found}
    assert {person.user_id: person.figure for person in found}[first.pk] < Decimal(30)


def test_the_best_advocates_are_those_whose_referrals_stand():
    advocate, other = AdvocateFactory(), AdvocateFactory()
    place_referred_order(advocate=advocate, email="a@example.com")
    place_referred_order(advocate=advocate, email="b@example.com")
    ended = place_referred_order(advocate=other, email="c@example.com")
    change_status(ended.order, "Cancelled")
    run_due()

    plan = DropPlan(DropMeasure.REFERRALS, 12, 5)
    found = find_best(plan=plan, currency="EUR", moment=database_now())

    assert [(person.user_id, person.figure) for person in found] == [(advocate.user_id, Decimal(2))]


def test_a_drop_gives_each_of_the_best_a_code_and_keeps_the_budget_for_it():
    customers = make_customers()

    drop = make_drop(make_program())

    givers = {gift.giver.user_id for gift in drop.gifts.all()}
    assert givers == {customer.pk for customer in customers[:2]}
    assert budget() == (Decimal("0.00"), Decimal("30.00"))
    assert_all_is_well()


def test_the_giver_is_told_the_code(settings):
    make_customers()
    drop = make_drop(make_program())
    run_due()

    texts = {message.to[0]: message.body for message in mail.outbox}
    for gift in drop.gifts.all():
        text = texts[gift.giver.user.email]
        assert gift.code.text in text
        assert "€15.00 to give to a friend" in text


def test_a_gift_works_once_and_takes_the_discount_from_what_was_kept():
    make_customers()
    gift = make_drop(make_program()).gifts.first()

    referral = use(gift)
    second = use(gift, email="second@example.com")

    assert (referral.discount, second) == (Decimal("15.00"), None)
    assert budget() == (Decimal("15.00"), Decimal("25.00"))
    assert_all_is_well()


def test_the_giver_is_rewarded_for_a_new_customer(monkeypatch):
    make_customers()
    referral = use(make_drop(make_program()).gifts.first())
    run_due()
    change_status(referral.order, "Delivered")
    monkeypatch.setenv(OFFSET_VARIABLE, "15")
    run_due()

    referral.refresh_from_db()
    assert referral.state == ReferralState.REWARDED
    assert budget() == (Decimal("25.00"), Decimal("15.00"))
    assert_all_is_well()


def test_a_gift_works_although_the_rest_of_the_budget_is_used_up():
    make_customers()
    program = make_program(cap=Decimal(30))
    gift = make_drop(program).gifts.first()

    referral = use(gift)

    assert (referral.discount, referral.promise) == (Decimal("15.00"), Decimal("0.00"))
    assert budget() == (Decimal("15.00"), Decimal("15.00"))
    assert_all_is_well()


def test_a_gift_at_the_payment_page_is_not_reserved_twice():
    make_customers()
    gift = make_drop(make_program(cap=Decimal(40))).gifts.first()
    basket = make_basket(owner=CustomerFactory())
    basket.vouchers.add(gift.code.voucher_id)
    apply_offers(basket)

    reserve_invitation(basket)
    assert budget() == (Decimal("0.00"), Decimal("40.00"))
    place_order(basket=basket)

    assert budget() == (Decimal("15.00"), Decimal("25.00"))
    assert_all_is_well()


def test_an_unused_gift_ends_and_its_budget_is_free_again(monkeypatch):
    make_customers()
    gift = make_drop(make_program(), days=10).gifts.first()
    monkeypatch.setenv(OFFSET_VARIABLE, "11")
    run_due()

    assert budget() == (Decimal("0.00"), Decimal("0.00"))
    assert use(gift) is None
    assert_all_is_well()


def test_a_claim_of_a_gift_lasts_no_longer_than_the_gift():
    make_customers()
    gift = make_drop(make_program(), days=3).gifts.first()
    address = reverse("referral-claim", kwargs={"code": gift.code.text})

    Client().post(address)

    assert gift.code.claims.get().expires_at == gift.drop.valid_until


def test_a_stopped_drop_withdraws_what_is_unused_and_frees_its_budget():
    make_customers()
    drop = make_drop(make_program())
    used, unused = drop.gifts.order_by("pk")
    use(used)

    dropping.stop_drop(drop=drop)
    dropping.stop_drop(drop=drop)

    assert use(unused, email="late@example.com") is None
    assert budget() == (Decimal("15.00"), Decimal("10.00"))
    assert_all_is_well()


def test_a_drop_that_the_budget_has_no_room_for_writes_nothing():
    make_customers()
    with pytest.raises(Refused) as refusal:
        make_drop(make_program(cap=Decimal("29.99")))

    assert refusal.value.reason == Reason.BUDGET_EXHAUSTED
    assert (Drop.objects.count(), Code.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ({"is_live": False}, Reason.NO_GIFTS_NOW),
        ({"kind": ProgramKind.DIRECT}, Reason.NO_GIFTS_NOW),
        ({}, Reason.NOBODY_TO_GIVE),
    ],
)
def test_a_drop_that_makes_no_sense_is_refused(program, reason):
    with pytest.raises(Refused) as refusal:
        make_drop(make_program(**program))

    assert refusal.value.reason == reason
    assert not Drop.objects.exists()


def test_the_same_drop_is_made_once():
    make_customers()
    program = make_program()
    make_drop(program)

    with pytest.raises(Refused) as refusal:
        make_drop(program)

    assert refusal.value.reason == Reason.DROP_MADE_ALREADY
    assert Gift.objects.count() == 2


def test_nobody_gets_two_gifts_of_one_drop():
    make_customers()
    gift = make_drop(make_program()).gifts.first()
    other = Code.objects.create(advocate=gift.giver, text="OTHER1")

    with pytest.raises(IntegrityError):
        Gift.objects.create(drop=gift.drop, giver=gift.giver, code=other)


def test_terms_of_gifts_are_an_amount_that_works_once():
    with pytest.raises(TermsInvalid) as problem:
        make_program(code_total=None, friend_benefit="percentage")

    assert set(problem.value.problems) == {"code_total", "friend_benefit"}


def test_a_schedule_makes_a_drop_every_quarter(monkeypatch):
    make_customers()
    program = make_program()
    dropping.schedule_drops(
        program=program, plan=BY_SPEND, every_months=3, valid_days=60, next_at=database_now()
    )
    run_due()
    run_due()
    assert Drop.objects.count() == 1

    monkeypatch.setenv(OFFSET_VARIABLE, "91")
    run_due()
    assert Drop.objects.count() == 2

    dropping.end_schedule(schedule=program.drop_schedule)
    monkeypatch.setenv(OFFSET_VARIABLE, "182")
    run_due()
    assert Drop.objects.count() == 2
    assert_all_is_well()


def test_a_scheduled_drop_without_budget_is_shown_as_failed_work_and_tried_again():
    make_customers()
    program = make_program(cap=Decimal(10))
    dropping.schedule_drops(
        program=program, plan=BY_SPEND, every_months=3, valid_days=60, next_at=database_now()
    )

    assert run_due().failed == 1

    work = Work.objects.get(kind="scheduled_drop")
    assert (work.status, work.attempts) == (WorkStatus.WAITING, 1)
    shape.set_budget(program=program, cap=Decimal(100))
    dropping.make_scheduled_drop(program.drop_schedule.pk)
    assert Gift.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_people_make_the_same_drop_once(monkeypatch, is_locked):
    make_customers()
    program = make_program()
    barrier, errors = Barrier(2), []

    def unlocked_row(model, pk):
        row = model.objects.get(pk=pk)
        barrier.wait(timeout=5)
        return row

    if not is_locked:
        monkeypatch.setattr(dropping, "lock_row", unlocked_row)

    def make():
        try:
            make_drop(program)
        except (Refused, IntegrityError) as error:
            errors.append(type(error))
        finally:
            connection.close()

    people = [Thread(target=make) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert errors == ([Refused] if is_locked else [IntegrityError])
    assert (Drop.objects.count(), Gift.objects.count()) == (1, 2)
    assert budget() == (Decimal("0.00"), Decimal("30.00"))
    assert_all_is_well()


def test_the_command_shows_first_and_gives_then():
    make_customers()
    make_program()
    out = StringIO()
    call_command("referrals_drop", "gifts", "Summer", "--people=2", "--dry-run", stdout=out)
    assert "costs 30.00 EUR, budget left: 100.00" in out.getvalue()
    assert not Drop.objects.exists()

    call_command("referrals_drop", "gifts", "Summer", "--people=2", stdout=out)

    assert "2 gifts of 15.00 EUR made" in out.getvalue()
    with pytest.raises(CommandError, match="was made already"):
        call_command("referrals_drop", "gifts", "Summer", stdout=out)
    with pytest.raises(CommandError, match="There is no program none"):
        call_command("referrals_drop", "none", "Summer", stdout=out)
