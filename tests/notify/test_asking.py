"""Asked at a good moment, and not too often: after a delivery, after a good review."""

import pytest
from django.core import mail

from oscar_referrals.flows.ask import ask_later, decline
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Work
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, make_basket, make_product, place_order
from tests.notify.conftest import subjects


@pytest.fixture
def ben(db, settings):
    settings.OSCAR_REFERRALS_ASK_AFTER = ("delivery", "review")
    ProgramFactory()
    return CustomerFactory()


def order_of(user, *, email="guest@example.com"):
    email = user.email if user else email
    return place_order(basket=make_basket(owner=user, price="25.00"), email=email)


def review_of(user, **fields):
    product = make_product(price="5.00")
    said = {"score": 5, "status": 1, "title": "Coffee", "body": "Good.", **fields}
    return product.reviews.create(user=user, **said)


def test_a_customer_whose_order_has_arrived_is_asked_once(ben):
    order = order_of(ben)
    run_due()
    assert not mail.outbox
    change_status(order, "Delivered")
    change_status(order, "Delivered")
    run_due()
    [message] = mail.outbox
    assert message.to == [ben.email]
    assert message.subject == "Give a friend €10.00, get €10.00"
    assert "List-Unsubscribe" in message.extra_headers


def test_a_good_review_that_is_published_is_a_good_moment(ben):
    review = review_of(ben, status=0)
    run_due()
    assert not mail.outbox
    review.status = review.APPROVED
    review.save()
    review.save()
    run_due()
    assert len(mail.outbox) == 1


def test_a_score_that_is_no_number_yet_stops_no_review(ben):
    review = review_of(ben, score="5")
    assert review.pk is not None
    assert review_of(ben, score="1").pk is not None


def test_a_bad_review_a_guest_and_a_member_are_no_reason_to_ask(ben):
    review_of(ben, score=3)
    review_of(None, name="Guest", email="guest@example.com")
    change_status(order_of(None), "Delivered")
    anna = AdvocateFactory().user
    review_of(anna)
    run_due()
    assert not [subject for subject in subjects() if subject.startswith("Give a friend")]


def test_nobody_is_asked_unless_the_shop_has_set_it(ben, settings):
    settings.OSCAR_REFERRALS_ASK_AFTER = ()
    change_status(order_of(ben), "Delivered")
    review_of(ben)
    assert not Work.objects.filter(kind="ask").exists()


def test_two_good_moments_are_one_question_and_a_no_is_remembered(ben, wait):
    review_of(ben)
    review_of(ben)
    run_due()
    assert len(mail.outbox) == 1
    decline(user_id=ben.pk)
    wait(80)
    ask_later(user_id=ben.pk, occasion="early")
    run_due()
    assert len(mail.outbox) == 1
    wait(91)
    ask_later(user_id=ben.pk, occasion="late")
    run_due()
    assert len(mail.outbox) == 2


def test_a_question_that_fails_never_reaches_the_shop(ben, monkeypatch, caplog):
    def broken(**kwargs):
        raise RuntimeError("no database")

    monkeypatch.setattr("oscar_referrals.shop.receivers.ask_later", broken)
    assert review_of(ben).pk
    assert "the shop goes on" in caplog.text


def test_without_an_open_program_nobody_is_asked(db, settings):
    settings.OSCAR_REFERRALS_ASK_AFTER = ("review",)
    review_of(CustomerFactory())
    assert run_due().failed == 0
    assert not mail.outbox


def test_an_unknown_moment_is_told_by_the_check(settings):
    from oscar_referrals.checks import check_occasions

    settings.OSCAR_REFERRALS_ASK_AFTER = ("birthday",)
    assert [one.id for one in check_occasions()] == ["oscar_referrals.E011"]
