"""A customer says that an order should have counted; staff look again and answer."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import ForbiddenMove, Refused
from oscar_referrals.flows import review
from oscar_referrals.flows.appeal import answer_appeal, make_appeal
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Appeal, Referral, ReferralState
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import CustomerFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of
from tests.dashboard.conftest import make_staff

PAGE = "/account/invite/"


@pytest.fixture
def clerk(db):
    """Staff who may decide."""
    return make_staff("change_referral")


@pytest.fixture
def rejected(anna, clerk):
    """A friend's order that staff did not let count."""
    referral = place_referred_order(advocate=anna)
    run_due()
    review.reject(referral=referral, actor=clerk)
    return Referral.objects.get(pk=referral.pk)


def appeal(client, referral, words=""):
    address = reverse("referral-appeal", kwargs={"pk": referral.pk})
    return client.post(address, {"words": words}, follow=True)


def answer(client, referral, text, **more):
    address = reverse("referral-appeal-answer", kwargs={"pk": referral.pk})
    return client.post(address, {"answer": text, **more}, follow=True)


def test_one_click_puts_an_order_into_the_queue_and_the_customer_reads_the_answer(
    annas_browser, clerk, rejected
):
    assert "That is wrong" in words_of(annas_browser.get(PAGE))
    hostile = "<script>alert(1)</script> She kept\nit \u202e all"
    words = words_of(appeal(annas_browser, rejected, hostile))
    assert "Thank you. We look again, and answer on this page." in words
    assert "You told us on" in words

    desk = signed_in(clerk)
    queue = desk.get(reverse("referral-list"), {"state": "review"})
    assert "Appeal to answer" in words_of(queue)
    page = desk.get(reverse("referral-detail", kwargs={"pk": rejected.pk}))
    assert "<script>alert(1)</script> She kept it all" in words_of_form(page)
    assert b"<script>alert(1)" not in page.content

    answer(desk, rejected, "We looked again: it counts.", reopens="on")
    rejected.refresh_from_db()
    assert rejected.state == ReferralState.REVIEW
    assert "We looked again: it counts." in words_of(annas_browser.get(PAGE))
    assert "Appeal to answer" not in words_of(desk.get(reverse("referral-list")))


def words_of_form(response):
    """Return a page's text with what is escaped in it, tags being left in."""
    import html

    return " ".join(html.unescape(response.content.decode()).split())


def test_appealing_twice_and_answering_twice_happens_once(rejected, clerk):
    first = make_appeal(referral=rejected, words="one")
    assert make_appeal(referral=rejected, words="two") == first
    assert Appeal.objects.get().words == "one"
    answer_appeal(referral=rejected, answer="It stays.", actor=clerk)
    with pytest.raises(Refused) as refusal:
        answer_appeal(referral=rejected, answer="Or not.", actor=clerk)
    assert refusal.value.reason == Reason.APPEAL_ANSWERED
    assert Appeal.objects.get().answer == "It stays."


def test_the_database_keeps_a_second_appeal_and_an_answer_without_words_out(rejected):
    Appeal.objects.create(referral=rejected, made_at=database_now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(referral=rejected, made_at=database_now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(answered_at=database_now())


def test_only_what_was_decided_can_be_appealed(annas_browser, anna, clerk):
    referral = place_referred_order(advocate=anna)
    run_due()
    assert "That is wrong" not in words_of(annas_browser.get(PAGE))
    assert "nothing that we could decide" in words_of(appeal(annas_browser, referral))
    change_status(referral.order, "Cancelled")
    run_due()
    assert "The order was cancelled." in words_of(annas_browser.get(PAGE))
    assert "That is wrong" not in words_of(annas_browser.get(PAGE))
    assert not Appeal.objects.exists()


def test_what_staff_did_not_reject_cannot_be_reopened_and_nothing_is_written(rejected, clerk):
    Referral.objects.filter(pk=rejected.pk).update(reason=Reason.ORDER_REFUNDED)
    make_appeal(referral=rejected)
    with pytest.raises(ForbiddenMove):
        answer_appeal(referral=rejected, answer="It counts.", actor=clerk, reopens=True)
    assert Appeal.objects.get().answered_at is None
    desk = signed_in(clerk)
    page = desk.get(reverse("referral-detail", kwargs={"pk": rejected.pk}))
    assert b'name="reopens"' not in page.content
    for nothing in (" ", "\u200b"):
        page = answer(desk, rejected, nothing)
        assert "Please write what the customer is to read." in words_of(page)
    answer(desk, rejected, "The goods came back on 3 May.")
    assert Appeal.objects.get().answer == "The goods came back on 3 May."


def test_another_customers_order_does_not_exist_for_him(rejected):
    assert appeal(signed_in(CustomerFactory()), rejected).status_code == 404
    assert not Appeal.objects.exists()
